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
member-left-name = Former member
