# Mails: for each kind of news the subject (also its line in the list), the text, the link.
mail-greeting = Hello { $name },
mail-preferences = Choose what I receive
mail-unsubscribe = Stop messages of this kind

mail-why-account = This message is about access to your account; it is always sent.
mail-why-membership = You receive this because you asked to join { $ecosystem }.
mail-why-matches = You receive this because one of your listings on { $ecosystem } matches.
mail-why-exchanges = You receive this because you take part in this exchange.
mail-why-hours = You receive this because it is about your hours account at { $ecosystem }.
mail-why-votes = You receive this because the members of { $ecosystem } decide together.
mail-why-rules = You receive this because the rules of { $ecosystem } apply to your exchanges.
mail-why-listings = You receive this because this listing is yours.
mail-why-summary = This summary leaves once a day, if there is news; you can choose what it contains.

mail-fact-applied-at = Received
mail-fact-score = Match
mail-fact-other = With
mail-fact-terms = Terms
mail-fact-minutes = Duration
mail-fact-delivered-minutes = Time it took
mail-fact-settled-minutes = Hours paid
mail-fact-due-at = Until
mail-fact-message = Message
mail-fact-balance-minutes = Your balance
mail-fact-closes-at = Closes
mail-fact-expires-on = Last day
mail-fact-reasons = Why
mail-word-terms-gift = Gift, no hours are debited
mail-word-terms-time = Time
mail-word-terms-money = Euros, settled between you
mail-word-score = { $value } %

mail-summary-subject = { $count ->
    [one] Your daily summary: one piece of news
   *[other] Your daily summary: { $count } pieces of news
}
mail-summary-body = This is what happened since the last summary.
mail-summary-action = See all my notifications

mail-account-confirm-email-subject = Confirm your e-mail address
mail-account-confirm-email-body =
    Somebody, probably you, registered with this address. To finish, confirm that it is yours.
mail-account-confirm-email-action = Confirm my address
mail-account-confirm-email-after =
    The link is good for seven days and works once. If you did not register, do nothing: without confirmation the address will not be used.
mail-account-already-registered-subject = You already have an account
mail-account-already-registered-body =
    Somebody, probably you, tried to register with this address. It already has an account: just log in.

    If you have forgotten your password, the login page lets you choose a new one.
mail-account-already-registered-action = Log in
mail-account-already-registered-after =
    If it was not you, do nothing: your account is unchanged, and whoever tried has not learnt that it exists.
mail-account-password-reset-subject = Choose a new password
mail-account-password-reset-body =
    You asked to change your password. This link opens a page where you choose a new one.
mail-account-password-reset-action = Choose a password
mail-account-password-reset-after =
    The link is good for two hours and works once. If you asked for nothing, do nothing: your password stays the same.
mail-account-password-changed-subject = Your password was changed
mail-account-password-changed-body =
    The password of your account has just been changed, and your other devices were logged out.

    If it was you, there is nothing to do.
mail-account-password-changed-action = It was not me
mail-account-password-changed-after =
    This link lets you choose a new password; every other login is then ended.

mail-membership-applied-subject = { $name } asks to join the community
mail-membership-applied-body =
    Somebody has confirmed their address and waits to be admitted. Until then they can neither post nor exchange.
mail-membership-applied-action = See the application
mail-membership-applied-why = You receive this because you keep the register of members.
mail-membership-admitted-subject = Welcome: you are now a member of { $ecosystem }
mail-membership-admitted-body =
    You are now a member of { $ecosystem }. You can post offers and requests, propose exchanges and vote.

    An hour of anyone is an hour. To begin, say what you can do, or what you need: your first exchange is possible before you have given anything.
mail-membership-admitted-action = See the listings

mail-match-found-subject = A listing for you: “{ $title }”
mail-match-found-body =
    A new listing matches one of yours.
mail-match-found-action = See the listing
mail-match-found-request-subject = A request for you: “{ $title }”
mail-match-found-request-body =
    { $other } is looking for help, and your offer “{ $own_title }” seems to answer it. If it suits you, propose an exchange; if not, there is nothing to do.
mail-match-found-request-action = See the request
mail-match-found-offer-subject = An offer for you: “{ $title }”
mail-match-found-offer-body =
    { $other } offers something that seems to answer your request “{ $own_title }”. If it suits you, propose an exchange; if not, there is nothing to do.
mail-match-found-offer-action = See the offer

mail-exchange-moved-subject = News of your exchange “{ $title }”
mail-exchange-moved-body =
    Your exchange has moved on. Its page says where it stands and whose turn it is.
mail-exchange-moved-action = See the exchange
mail-exchange-moved-proposal-subject = { $by } proposes an exchange: “{ $title }”
mail-exchange-moved-proposal-body =
    { $by } proposes an exchange to you. It is your turn: you can agree or decline.
mail-exchange-moved-proposal-action = Answer
mail-exchange-moved-proposal-after =
    Without an answer in time the proposal lapses and no hours move.
mail-exchange-moved-agreement-subject = { $by } agrees to the exchange “{ $title }”
mail-exchange-moved-agreement-body =
    The exchange is agreed. If you exchange time, the hours are reserved until the help has been given and confirmed.
mail-exchange-moved-refusal-subject = { $by } cannot do the exchange “{ $title }”
mail-exchange-moved-refusal-body =
    The proposal is declined; no hours have moved. Other members may offer the same.
mail-exchange-moved-cancellation-subject = The exchange “{ $title }” is cancelled
mail-exchange-moved-cancellation-body =
    The exchange is cancelled. Hours that were reserved are free again.
mail-exchange-moved-expiry-subject = The proposal “{ $title }” has lapsed
mail-exchange-moved-expiry-body =
    The time ran out and the proposal lapsed. Any hours that were reserved are free again.
mail-exchange-moved-delivery-subject = To confirm: { $by } gave the help “{ $title }”
mail-exchange-moved-delivery-body =
    { $by } says that the help was given. It is your turn to confirm what you received, or to say what is wrong.
mail-exchange-moved-delivery-action = Confirm or report a disagreement
mail-exchange-moved-delivery-after =
    If you do not answer in time, the exchange is confirmed by itself.
mail-exchange-moved-confirmation-subject = The exchange “{ $title }” is confirmed
mail-exchange-moved-confirmation-body =
    The help is confirmed and the exchange is complete. You can now leave a review.
mail-exchange-moved-confirmation-action = Leave a review
mail-exchange-moved-auto-confirmation-subject = The exchange “{ $title }” is confirmed
mail-exchange-moved-auto-confirmation-body =
    Nobody reported a disagreement in time: the exchange is confirmed by itself and complete. You can now leave a review.
mail-exchange-moved-auto-confirmation-action = Leave a review
mail-exchange-moved-dispute-subject = Disagreement about the exchange “{ $title }”
mail-exchange-moved-dispute-body =
    { $by } reports a disagreement. The hours stay reserved until a mediator decides. Talking about it together first is often simplest.
mail-exchange-moved-resolution-subject = The disagreement about “{ $title }” is settled
mail-exchange-moved-resolution-body =
    The mediator has decided; the page of the exchange says what and why.
mail-exchange-moved-review-subject = { $by } left a review of “{ $title }”
mail-exchange-moved-review-body =
    You can read the review on the page of the exchange, and leave yours if you have not yet.
mail-exchange-moved-review-action = Read the review

mail-why-mediation = You receive this because you are a mediator of { $ecosystem }.
mail-mediation-needed-subject = A mediator is needed: “{ $title }”
mail-mediation-needed-body =
    { $by } reports a disagreement about an exchange. The hours stay reserved until you decide. Hear both people first.
mail-mediation-needed-action = See the exchange

mail-hours-received-subject = { $from } sent you { $minutes }
mail-hours-received-body =
    These hours are on your account, and you can use them now.
mail-hours-received-action = See my account
mail-hours-reversed-subject = A transfer of { $minutes } was undone
mail-hours-reversed-body =
    { $by }, who keeps the treasury, undid a transfer between you and somebody else. Your statement shows both entries and the reason.
mail-hours-reversed-action = See my account
mail-hours-warning-subject = Your balance of hours is low
mail-hours-warning-body =
    Your balance is { $balance_minutes }. Nothing is blocked, and a negative balance is normal: it means that others have helped you.

    This may be a good moment to offer something: many requests are waiting for an answer.
mail-hours-warning-action = See my account
mail-hours-warning-after = This message is always sent, because it is about what you can still exchange.

mail-vote-opened-subject = Voting is open: { $title }
mail-vote-opened-body =
    A proposal is put to the vote of the members. You can read it, discuss it and vote; your vote can be changed until the close.
mail-vote-opened-action = Read and vote
mail-vote-reminder-subject = Last reminder before the close: { $title }
mail-vote-reminder-body =
    Voting ends soon and you have not voted yet. Abstaining counts towards the quorum too.
mail-vote-reminder-action = Read and vote
mail-vote-reminder-after = This is the only reminder for this vote.
mail-vote-closed-subject = Voting is closed: { $title }
mail-vote-closed-body =
    The vote is closed and counted. The decision register says what was decided and what changes.
mail-vote-closed-action = See the result
mail-vote-closed-passed-subject = Passed: { $title }
mail-vote-closed-passed-body =
    { $summary }

    The decision register keeps this sentence, and anyone can count the ballots again.
mail-vote-closed-rejected-subject = Rejected: { $title }
mail-vote-closed-rejected-body =
    { $summary }

    Anyone can count the ballots again.
mail-vote-closed-quorum-not-met-subject = No quorum: { $title }
mail-vote-closed-quorum-not-met-body =
    { $summary }

    The proposal can be put again.
mail-vote-comment-subject = { $by } comments on “{ $title }”
mail-vote-comment-body =
    { $by } wrote a comment in a discussion that you take part in.
mail-vote-comment-action = Read the discussion

mail-rule-changed-subject = { $change }
mail-rule-changed-body =
    A rule of the community has changed. Exchanges and votes to come follow the new rule; what is already agreed keeps the old one.
mail-rule-changed-action = See the rules

mail-listing-expiring-subject = Your listing “{ $title }” ends soon
mail-listing-expiring-body =
    If it still holds, renew it with one click; if not, it will leave the search by itself.
mail-listing-expiring-action = See my listing
mail-listing-expired-subject = Your listing “{ $title }” has ended
mail-listing-expired-body =
    It is no longer shown in the search. You can renew it whenever you like.
mail-listing-expired-action = See my listing
mail-listing-moderated-subject = Your listing “{ $title }” was paused
mail-listing-moderated-body =
    A moderator paused it. You can mend it and publish it again.
mail-listing-moderated-action = See my listing
mail-fact-reason = Reason
