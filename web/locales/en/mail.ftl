# Mails: for each kind of news the subject (also its line in the list), the text, the link.
mail-greeting = Hello { $name },
mail-preferences = Choose what I receive
mail-unsubscribe = Stop messages of this kind

mail-why-account = This message is about access to your account; it is always sent.
mail-why-membership = You receive this because you asked to join { $ecosystem }.
mail-why-matches = You receive this because one of your listings or skills on { $ecosystem } matches.
mail-why-exchanges = You receive this because you take part in this exchange.
mail-why-hours = You receive this because it is about your hours account at { $ecosystem }.
mail-why-votes = You receive this because the members of { $ecosystem } decide together.
mail-why-delegations = You receive this because at { $ecosystem } one member can vote for another.
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
mail-fact-scope = For
mail-fact-expires-at = Until
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
mail-match-found-skills-subject = A request for your skills: “{ $title }”
mail-match-found-skills-body =
    { $other } is looking for help with something you said you can do. If it suits you, propose an exchange; if not, there is nothing to do.
mail-match-found-skills-action = See the request

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
    { $by } reports a disagreement. The hours stay reserved until you decide. Hear both people first.
mail-mediation-needed-action = See the disagreement

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

mail-vote-discussion-subject = In discussion: { $title }
mail-vote-discussion-body =
    A proposal is put to discussion before the vote. Read it, ask your questions, suggest changes.
mail-vote-discussion-action = Read and discuss
mail-decision-enacted-subject = A decision takes effect: { $title }
mail-decision-enacted-body =
    { $summary }
mail-decision-enacted-action = See the decision
mail-decision-failed-subject = A decision cannot be applied: { $title }
mail-decision-failed-body =
    { $summary }
mail-decision-failed-after = The vote stands. It is for the members to say what comes next, with a new proposal for instance.
mail-decision-failed-action = See the decision
mail-decision-review-subject = A decision is to be reviewed: { $title }
mail-decision-review-body =
    The day set for looking at this decision again has come. { $summary }
mail-decision-review-action = See the decision
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

mail-amendment-written-subject = { $by } proposes an amendment to “{ $title }”
mail-amendment-written-body =
    { $by } wrote an amendment to a proposal that you take part in. Its author can take it over, decline it or let it compete in the vote.
mail-amendment-written-action = Read the amendment
mail-amendment-answered-subject = An answer to your amendment: { $title }
mail-amendment-answered-body =
    Your amendment no. { $amendment } has been answered.
mail-amendment-answered-action = Read the answer
mail-amendment-answered-merged-subject = Your amendment is taken over: { $title }
mail-amendment-answered-merged-body =
    The author of the proposal took over your amendment no. { $amendment }. The proposal now says what you wrote.
mail-amendment-answered-declined-subject = Your amendment is not taken over: { $title }
mail-amendment-answered-declined-body =
    The author of the proposal did not take over your amendment no. { $amendment }. You can write another one until the vote opens.
mail-amendment-answered-competing-subject = Your amendment will be put to the vote: { $title }
mail-amendment-answered-competing-body =
    The author of the proposal lets your amendment no. { $amendment } compete: it will be an option of the vote, beside the original.
mail-nomination-received-subject = { $by } nominates you for a mandate: { $title }
mail-nomination-received-body =
    { $by } thinks of you for this mandate and says why. In this election nobody stands: members nominate, then decide by consent.

    If you do not want this mandate, you can say so now.
mail-nomination-received-action = Read the nominations

mail-vote-delegation-lost-subject = Your voice is in no ballot: { $title }
mail-vote-delegation-lost-body =
    Voting ends soon. You have delegated your voice, but as things stand it is in no ballot.

    You can vote yourself: your own ballot always wins.
mail-vote-delegation-lost-action = Read and vote
mail-vote-delegation-lost-after = This is the only reminder for this vote.
mail-vote-delegation-lost-delegate-not-voted-subject = Your delegate has not voted yet: { $title }
mail-vote-delegation-lost-delegate-not-voted-body =
    Voting ends soon. You have delegated your voice, and the person it goes to has not voted. If they do not, your voice will be in no ballot.

    You can vote yourself: your own ballot always wins.
mail-vote-delegation-lost-cycle-subject = Your delegation goes round in a circle: { $title }
mail-vote-delegation-lost-cycle-body =
    Voting ends soon. You have delegated your voice, but the delegations that follow it go round in a circle in which nobody has voted. As things stand your voice will be in no ballot.

    Vote yourself: your own ballot always wins, and it also counts for those in the circle who rely on you.
mail-vote-delegation-lost-dead-end-subject = Your delegation leads nowhere: { $title }
mail-vote-delegation-lost-dead-end-body =
    Voting ends soon. You have delegated your voice, but it ends at somebody who cannot vote here. As things stand it will be in no ballot.

    Vote yourself: your own ballot always wins.
mail-vote-delegation-lost-over-cap-subject = Your delegate carries too many voices: { $title }
mail-vote-delegation-lost-over-cap-body =
    Voting ends soon. You have delegated your voice, but the person it goes to already carries as many voices as the rules allow. As things stand yours will be in no ballot.

    Vote yourself: your own ballot always wins.

mail-delegation-requested-subject = { $other } asks you to carry their voice: { $scope }
mail-delegation-requested-body =
    If you agree, your ballot also counts for { $other } in votes by name in which they do not vote themselves. You can lay it down whenever you like.

    Nothing counts until you have agreed.
mail-delegation-requested-action = Agree or decline
mail-delegation-answered-subject = { $other } has answered your delegation: { $scope }
mail-delegation-answered-body =
    Your page of delegations shows where it stands.
mail-delegation-answered-action = See my delegations
mail-delegation-answered-accepted-subject = { $other } agrees to carry your voice: { $scope }
mail-delegation-answered-accepted-body =
    From now on the ballot of { $other } counts for you where you do not vote yourself. You can take it back at any time.
mail-delegation-answered-declined-subject = { $other } declines to carry your voice: { $scope }
mail-delegation-answered-declined-body =
    Vote yourself, or choose somebody else.
mail-delegation-ended-subject = A delegation has ended: { $scope }
mail-delegation-ended-body =
    The delegation between you and { $other } no longer counts.
mail-delegation-ended-action = See my delegations
mail-delegation-ended-revoked-subject = { $other } has taken their voice back: { $scope }
mail-delegation-ended-revoked-body =
    Your ballot no longer counts for { $other } here. There is nothing you need to do.
mail-delegation-ended-replaced-subject = { $other } has entrusted their voice to somebody else: { $scope }
mail-delegation-ended-replaced-body =
    Your ballot no longer counts for { $other } here. There is nothing you need to do.
mail-delegation-ended-laid-down-subject = { $other } no longer carries your voice: { $scope }
mail-delegation-ended-laid-down-body =
    From now on only your own ballot counts for you here. Vote yourself, or choose somebody else.
mail-delegation-expiring-subject = Your delegation to { $other } expires soon: { $scope }
mail-delegation-expiring-body =
    Give it again and it goes on; { $other } does not have to agree anew. Do nothing and it expires: then only your own ballot counts for you.
mail-delegation-expiring-action = See my delegations
mail-why-assemblies = You receive this because members of { $ecosystem } decide together in assemblies.
mail-fact-starts-at = Date
mail-fact-place = Place
mail-fact-link = Online
mail-fact-agenda = Agenda
mail-assembly-called-subject = Assembly on { $starts_at }: { $title }
mail-assembly-called-body =
    An assembly is called. You can put a question on its agenda until it opens.

    If you cannot come, give somebody a proxy on the page of the assembly: they speak for you once they accept.
mail-assembly-called-action = See the assembly
mail-assembly-changed-subject = Changed: assembly on { $starts_at }, { $title }
mail-assembly-changed-body =
    The assembly has changed. This is how it stands now. A proxy you gave stays as it is.
mail-assembly-changed-action = See the assembly
mail-assembly-cancelled-subject = Cancelled: { $title }
mail-assembly-cancelled-body =
    The assembly will not be held.
mail-assembly-cancelled-action = See the assembly
mail-assembly-closed-subject = Minutes: { $title }
mail-assembly-closed-body =
    The assembly is over. Its minutes say who was there, what was discussed and what was voted.
mail-assembly-closed-action = Read the minutes
mail-proxy-requested-subject = { $by } asks you to hold their proxy: { $title }
mail-proxy-requested-body =
    { $by } cannot come to the assembly and asks you to speak for them. It counts once you accept; you can also decline.
mail-proxy-requested-action = Answer

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

mail-why-mandates = You receive this because it is about a mandate at { $ecosystem }.
mail-fact-ends-at = End of the term
mail-fact-ended-at = Ended
mail-membership-college-changed-subject = You are now in the college “{ $college }”
mail-membership-college-changed-body =
    You are now in the college “{ $college }”. In votes that open from now on, your ballot counts there; votes that are open already keep their roll.
mail-membership-college-changed-action = See the colleges
mail-membership-college-changed-why = You receive this because it is about your vote at { $ecosystem }.
mail-mandate-ending-subject = A mandate ends soon: { $role }
mail-mandate-ending-body =
    The mandate “{ $role }” ends on { $ends_at }. An election must be proposed before, so that somebody can follow.
mail-mandate-ending-action = See the mandates
mail-mandate-ending-holder-subject = Your mandate “{ $role }” ends soon
mail-mandate-ending-holder-body =
    Your mandate ends by itself on { $ends_at }. So that somebody can follow, or you can go on, propose an election, or ask a facilitator to.

    Now is a good moment to write the hand-over note for whoever comes next.
mail-mandate-ending-facilitator-subject = The mandate “{ $role }” of { $name } ends soon
mail-mandate-ending-facilitator-body =
    The mandate of { $name } ends by itself on { $ends_at }. Propose an election in time, so that somebody can follow or { $name } can go on.
mail-mandate-ended-subject = A mandate has ended: { $role }
mail-mandate-ended-body =
    The mandate “{ $role }” has ended. The page of mandates says who holds what.
mail-mandate-ended-action = See the mandates
mail-mandate-ended-holder-subject = Your mandate “{ $role }” has ended
mail-mandate-ended-holder-body =
    Your mandate has ended, with the rights it gave. Thank you for what you did for the community.

    For 30 days you can still write the hand-over note for whoever comes next.
mail-mandate-ended-facilitator-subject = The mandate “{ $role }” of { $name } has ended
mail-mandate-ended-facilitator-body =
    The mandate of { $name } has ended, with the rights it gave. If nobody holds this role any more, propose an election.
