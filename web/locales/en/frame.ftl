# The frame of every page.
skip-to-content = Skip to content
nav-label = Main menu
nav-menu = Menu
nav-market = Market
nav-exchanges = My exchanges
nav-hours = Hours
nav-decisions = Decisions
nav-assemblies = Assemblies
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
home-waiting = Waiting for you
home-nothing-waits = Nothing waits for you today.
home-turns = { $count ->
    [one] One exchange waits for your answer
   *[other] { $count } exchanges wait for your answer
}
home-vote = Vote: { $title }
home-applicants = { $count ->
    [one] One person asks to be admitted
   *[other] { $count } people ask to be admitted
}
home-disputes = { $count ->
    [one] One dispute waits for a mediator
   *[other] { $count } disputes wait for a mediator
}
home-ask = Ask for help
home-offer = Offer my help
home-newest = Newest listings
home-newest-none = No listing yet. The first can be yours.
home-all-listings = The whole market
home-kind-offer = Offer
home-kind-request = Request
home-waits-title = Your membership is waiting
home-waits-text = Confirm your address with the link you received by e-mail. A registrar will then welcome you; you will get a message.
home-point-market = The market brings requests and offers together, and says why they fit.
home-point-hours = The time bank counts what is given beside the balance: giving is always possible.
home-point-votes = Members vote on the rules; a decision that passes changes the system by itself.
