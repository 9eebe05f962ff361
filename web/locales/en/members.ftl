# Members: refusals.
refusal-email-unconfirmed = Confirm your e-mail address first: follow the link in the message you were sent.
refusal-credentials-wrong = The e-mail address or the password is not right.
refusal-too-many-attempts = Too many tries. Try again in { $minutes } { $minutes ->
    [one] minute
   *[other] minutes
}.
refusal-password-too-short = The password has at least { $min } characters.
refusal-password-too-common = This password is too easy to guess.
refusal-password-wrong = This is not your current password.
refusal-password-changed-meanwhile = The password was just changed elsewhere. Start again.
refusal-link-expired = This link was used before or is no longer good. Ask for a new one.
refusal-slug-taken = Another ecosystem has this address name already.
refusal-time-zone-unknown = This time zone does not exist; write for example Europe/Paris.
refusal-locale-unknown = The languages of the interface are French (fr) and English (en).
refusal-language-unknown = Write languages as their codes of two or three letters: fr, en, oc…
refusal-languages-too-many = Name at most { $max } languages.
refusal-membership-exists = You already have a membership in this ecosystem.
refusal-membership-own = Nobody suspends their own membership.
refusal-membership-not-applicant = This person is not an applicant: already admitted, suspended or gone.
refusal-membership-not-active = This person is not an active member.
refusal-membership-not-suspended = This person's membership is not suspended.
refusal-member-has-open-business = Your account is not at zero, or hours are held on it. Settle it first, for example with a gift to the solidarity fund.
refusal-email-taken = This e-mail address belongs to somebody else.
member-left-name = Former member

# Coming in: login, registration, forgotten password.
field-email = E-mail address
field-email-hint = Only those who keep the register of members can see it.
field-password = Password
field-password-new = New password
field-password-current = Current password
field-password-hint = At least 10 characters; a phrase of a few words does well.
field-display-name = Name shown to the other members
field-display-name-hint = For example your first and last name.
field-ecosystem = Community to join
login-title = Log in
login-submit = Log in
login-forgotten = Forgotten your password?
login-no-account = No account yet?
register-title = Register
register-lead = Register to ask for help, offer yours and take part in decisions.
register-submit = Register
register-known = Already have an account?
register-sent-title = Look in your mailbox
register-sent-text = We sent you a message. Follow its link to confirm your address; depending on the community's rules, a registrar then admits you.
register-sent-again = The message did not arrive, or its link no longer works?
confirm-title = Confirm your address
confirm-text = Press the button to confirm that this e-mail address is yours.
confirm-submit = Confirm my address
resend-title = Receive the confirmation message again
resend-text = If an account awaits the confirmation of this address, the message is sent again.
resend-submit = Send the message again
forgotten-title = Forgotten password
forgotten-text = If an account has this address, we send it a link that works once, for two hours.
forgotten-submit = Send the link
reset-title = Choose a new password
reset-submit = Save the password
done-logged-out = You are logged out.
done-email-confirmed = Your address is confirmed.
done-mail-sent = If this address has an account that needs it, a message is on its way.
done-password-set = Your password is saved. Log in.
