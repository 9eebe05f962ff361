# The frame of every page.
skip-to-content = Skip to content
nav-label = Main menu
nav-menu = Menu
nav-market = Market
nav-exchanges = My exchanges
nav-hours = Hours
nav-decisions = Decisions
nav-members = Members
nav-rules = Rules
nav-fund = Fund
nav-notifications = Notifications
nav-profile = Profile
nav-unread = unread
nav-logout = Log out
nav-login = Log in
nav-register = Register
flash-ok = Done.
flash-warning = Please note.
flash-error = Not done.
footer-about = A cooperative marketplace and time bank, free software.
footer-label = About this site
footer-api = Open data and API

# What went wrong, as a heading.
error-400 = This request could not be read
error-401 = Log in first
error-403 = Not allowed
error-404 = Nothing here
error-405 = Not possible here
error-409 = Not possible as things stand
error-413 = Too large
error-422 = Something needs correcting
error-429 = Too many attempts
error-500 = Our fault
error-503 = Busy for a moment
error-request-id = If you write to us about it, name this number:
error-back-home = Back to the first page
form-optional = (optional)
form-problem = Please correct what is marked.

home-title = Welcome
home-lead = Members ask for help and offer theirs. Hours are the unit: one hour of anyone's time is one hour, and a gift comes first.
