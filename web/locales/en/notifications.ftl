# Notifications, preferences, unsubscribing, mails that could not be delivered.
refusal-notification-mode-unavailable = This kind of news ({ $kind }) can only be: { $modes }.
refusal-notifications-only-read = All together, notifications can only be marked as read.
refusal-unsubscribe-token-invalid = This unsubscribe link is not complete. Copy the whole of it from the message.
refusal-delivery-not-dead = Only a message that could not be delivered can be sent again.
refusal-delivery-without-address = This member has no e-mail address any more.

notifications-title = Notifications
notifications-lead = What concerns you, newest first.
notifications-unread-only = Unread only
notifications-all = All
notifications-mark-all = Mark all as read
notifications-none = No notifications.
notifications-none-unread = Everything is read.
notifications-new = New
notifications-mark-read = Mark as read
notifications-older = Older
notifications-newest = Back to the newest
notifications-preferences = Choose what I receive by e-mail
notifications-pages = Pages of notifications
done-notifications-read = Everything is marked as read.
done-notification-read = The notification is marked as read.
done-preferences-saved = Your choices are saved.
done-delivery-requeued = The message will be sent again in a moment.

preferences-title = What I receive by e-mail
preferences-lead = Choose for each kind of news. Everything stays visible in your notifications, even without e-mail.
preferences-kind = News
preferences-mode-instant = At once
preferences-mode-daily = Once a day
preferences-mode-off = No e-mail
preferences-save = Save
preferences-always = Messages about access to your account (confirmation, password) are always sent.
preferences-daily-hint = The daily summary leaves at 7:00. Beyond 30 messages in 24 hours, the next ones wait for the summary.
preferences-bouncing = Your address refuses our messages. Check it in your profile: until it is confirmed again you will only receive messages about your account.

kind-membership-applied = Somebody asks to join the community (register)
kind-membership-admitted = My membership is accepted
kind-match-found = A listing matches one of mine
kind-exchange-moved = One of my exchanges moves on
kind-mediation-needed = An exchange needs a mediator
kind-hours-received = Somebody sends me hours
kind-hours-warning = My balance of hours is low
kind-vote-opened = A vote opens
kind-vote-reminder = A vote ends and I have not voted
kind-vote-closed = A vote is closed
kind-vote-comment = A comment in a discussion I follow
kind-rule-changed = A rule has changed
kind-listing-expiring = One of my listings ends soon
kind-listing-expired = One of my listings has ended
kind-listing-moderated = One of my listings is paused by a moderator
kind-hours-reversed = One of my transfers is undone
kind-account-confirm-email = Confirmation of the address
kind-account-already-registered = Address already registered
kind-account-password-reset = New password
kind-account-password-changed = Password changed

unsubscribe-title = Stop these messages
unsubscribe-question = You will receive no more e-mail of this kind: { $kind }. The news stays visible in your notifications.
unsubscribe-question-summary = You will no longer receive the daily summary. The news stays visible in your notifications.
unsubscribe-button = Stop these e-mails
unsubscribe-done-title = Done
unsubscribe-done = You will not receive these e-mails any more. You can change your mind at any time in your preferences.
unsubscribe-preferences = My preferences

mail-operator-title = Mail
mail-operator-lead = Messages that could not be delivered, and those that wait in the folder when no mail server is set.
mail-operator-dead = Undelivered messages
mail-operator-none-dead = Every message was delivered.
mail-operator-resend = Send again
mail-operator-address = Address
mail-operator-what = Message
mail-operator-why = Reason
mail-operator-when = Written
mail-operator-tries = { $count ->
    [one] one try
   *[other] { $count } tries
}
mail-operator-files = Files in the folder
mail-operator-files-hint = No mail server is set (COMMONHOUR_SMTP_URL): messages are written into the data folder, newest first. They contain personal links.
mail-operator-no-files = No files.
mail-operator-file = File
mail-operator-size = Size
mail-operator-bytes = { $count } bytes
