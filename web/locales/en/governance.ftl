# Governance: proposals, votes, decisions.
refusal-not-offered-yet = This value is not offered here yet. Possible values: { $words }.
refusal-proposal-word-unknown = This value does not exist. Possible values: { $words }.
refusal-payload-missing = Say which rule changes and its new value: { "{" }"key": …, "value": …{ "}" }.
refusal-ballot-out-of-reach = You have voted, and your ballot is out of reach: the server's key changed during the vote. Your first ballot counts.
refusal-closes-at-out-of-range = The close must lie in the future, at most { $days } days away.
refusal-mandate-required-to-propose = Here, only members who hold a mandate may propose a vote.
refusal-not-the-author = Only the person who wrote this proposal may do that.
refusal-proposal-not-draft = This proposal is no longer a draft.
refusal-nobody-may-vote = Nobody may vote: no active member has confirmed their address.
refusal-voting-not-open = Voting is not open.
refusal-voting-closed = Voting is closed.
refusal-not-on-the-roll = You are not on the roll of this vote: it was fixed when voting opened.
refusal-tally-hidden = The result stays hidden from everybody until the close.
refusal-comments-closed = The discussion of this proposal is closed.

# The decision register. Written once, at the close.
decision-passed = “{ $title }” is adopted.
decision-rejected = “{ $title }” is rejected.
decision-quorum_not_met = “{ $title }” is not adopted for want of a quorum.
decision-impossible = “{ $title }” is adopted but cannot be applied: { $why }
decision-why-rule-unknown = the rule no longer exists.
decision-why-rule-value-out-of-bounds = the value is no longer within the bounds of the rule.
decision-why-rule-value-unknown = the rule no longer allows this value.
decision-why-other = conditions have changed since voting opened.
decision-figures = { $yes }, { $no }, { $abstain }; { $votes } out of { $members }.
decision-weighted = Weighted by college, yes has { $share } of the voices for or against.
decision-quorum = It took { $required ->
    [one] { $required } vote
   *[other] { $required } votes
}.
decision-majority = It took { $share } of yes.
count-yes = { $n } yes
count-no = { $n } no
count-abstain = { $n ->
    [one] { $n } abstention
   *[other] { $n } abstentions
}
count-votes = { $n ->
    [one] { $n } vote
   *[other] { $n } votes
}
count-members = { $n ->
    [one] { $n } member
   *[other] { $n } members
}

# The pages.
refusal-rule-value-out-of-words = This value is not possible here. The rule allows: { $bounds }.
refusal-local-time-unreadable = Write a date and a time, for example 2026-12-10 20:00.
refusal-choice-missing = Choose for, against or abstention.
done-proposal-drafted = Your draft is saved. Every member may discuss it; open the vote when it is ready.
done-proposal-changed = The draft is changed.
done-proposal-opened = Voting is open.
done-proposal-withdrawn = The proposal is withdrawn.
done-comment-added = Your comment is published.
done-comment-hidden = The comment is hidden.

proposal-status-draft = in discussion
proposal-status-open = voting open
proposal-status-passed = adopted
proposal-status-rejected = rejected
proposal-status-quorum_not_met = quorum not met
proposal-status-withdrawn = withdrawn
proposals-status-draft = In discussion
proposals-status-open = Open votes
proposals-status-passed = Adopted
proposals-status-rejected = Rejected
proposals-status-quorum_not_met = Quorum not met
proposals-status-withdrawn = Withdrawn
proposals-title = Proposals and votes
proposals-lead = Members decide the rules together. A vote that passes changes them at once.
proposals-to-register = See the register of decisions
proposals-new = Propose
proposals-waiting = Waiting for your vote
proposals-others = Other proposals
proposals-all = All proposals
proposals-filter = Filter the proposals
proposals-none-title = Nothing here yet
proposals-none-text = There is no proposal of this sort.

proposal-new-title = Propose a decision
proposal-new-lead = Your proposal starts as a draft that everybody may read and discuss before the vote.
proposal-kind-text = Adopt a text
proposal-kind-text-hint = A position, a charter, a commitment. If it passes, the text is entered into the register of decisions; nothing else changes by itself.
proposal-kind-rule_change = Change a rule
proposal-kind-rule_change-hint = If the vote passes, the new value applies by itself from the close on, and the rule names the vote that set it.
proposal-write-text = Write a text
proposal-change-rule = Change a rule: { $rule }
rule-today = Today
rule-bounds = Allowed values
proposal-new-value = New value
proposal-new-value-percent = New value, in %
proposal-new-value-hours = New value, in hours
proposal-new-value-days = New value, in days
proposal-new-value-count = New value
proposal-title = Title
proposal-title-hint = The decision in one line, as it will be read in the register.
proposal-text = Text
proposal-text-hint = The text that is voted on. Markdown is understood.
proposal-reasons = Why
proposal-reasons-hint = What makes you propose this change. Markdown is understood.
proposal-method = How it is counted
method-majority = Simple majority
method-majority-hint = It takes more yes than no. For everyday decisions.
method-qualified_majority = Qualified majority
method-qualified_majority-hint = It takes at least this share of yes among yes and no: { $share }. For what binds for long.
proposal-ballots = Ballots
vote-by-name = Vote by name
vote-by-name-hint = At the close everybody sees who voted what.
vote-secret = Secret vote
vote-secret-hint = At the close ballots are published without names. Each voter finds theirs with their receipt.
proposal-closes-at = Close of the vote
proposal-closes-at-hint = Without a date, voting lasts { $days ->
    [one] { $days } day
   *[other] { $days } days
} from its opening.
proposal-draft-hint = Nothing is put to the vote yet: you may reread, change or withdraw this draft.
proposal-save = Save the draft
proposal-what-next = What comes next
proposal-opening-explained = When voting opens, the roll, the quorum and the majority stand fixed and the text no longer changes.
proposal-open = Open the vote
proposal-edit = Change
proposal-withdraw = Withdraw
proposal-withdraw-question = Withdraw this proposal? It stays readable but can no longer be voted on.
proposal-author = Proposed by

vote-until = Voting is open until { $when }.
vote-turnout = { $cast ->
    [one] { $cast } ballot
   *[other] { $cast } ballots
} of { $roll ->
    [one] { $roll } member called.
   *[other] { $roll } members called.
}
vote-you-voted = You have voted.
vote-you-may-change = You may still change your mind: only the last ballot counts.
vote-legend = Your vote
vote-hint = Until the close you may change your mind; only the last ballot counts.
vote-submit = Cast my ballot
choice-yes = For
choice-no = Against
choice-no-hint = Nothing changes.
choice-abstain = Abstention
choice-abstain-hint = Counted for the quorum, not for the result.
vote-terms = The terms of the vote
vote-majority = Majority
vote-majority-words = more yes than no
vote-qualified-words = at least { $share } of yes
vote-quorum = Quorum
vote-opened-at = Opened
vote-closes-at = Closes
vote-closed-at = Closed
vote-cast = Turnout
vote-result = Result
vote-result-line = { $n ->
    [one] { $n } ballot
   *[other] { $n } ballots
}, { $share }
vote-quorum-reached = { $cast ->
    [one] { $cast } ballot
   *[other] { $cast } ballots
} of { $roll } members called: quorum reached (it took { $required }).
vote-quorum-missed = { $cast ->
    [one] { $cast } ballot
   *[other] { $cast } ballots
} of { $roll } members called: it took { $required }, quorum not met.
vote-mark-means = The line marks the majority it takes.
vote-see-ballots = See every ballot and recount
decision-title = The decision
decision-number = Decision no. { $number }
decisions-title = Register of decisions
decisions-lead = What members decided, and what it changed.
decisions-none-title = No decision yet
decisions-none-text = Every closed vote is entered here, adopted or not.

receipt-title = Your receipt
receipt-cast = Your ballot “{ $choice }” is in the box: { $title }
receipt-yours = Receipt
receipt-keep = Write this receipt down: it is shown only once. At the close it lets you find your ballot among those that are published.
receipt-secret = The ballot carries neither your name nor the time. Show your receipt to nobody if you want your vote to stay secret.
receipt-by-name = At the close your name is published with your ballot.
receipt-change = If you change your mind, a new receipt replaces this one.
receipt-back = Back to the proposal

ballots-title = Published ballots
ballots-secret = { $n ->
    [one] { $n } secret ballot, published
   *[other] { $n } secret ballots, published
} without names in order of receipt, which is that of chance.
ballots-by-name = { $n ->
    [one] { $n } ballot
   *[other] { $n } ballots
}, in order of receipt.
ballots-find = My receipt
ballots-find-submit = Find
ballots-none = No published ballot carries this receipt.
ballots-caption = Ballots
ballots-receipt = Receipt
ballots-choice = Vote
ballots-member = Member
ballots-weight = Weight (10,000 = one voice)
ballots-commitment = Fingerprint of the box (SHA-256):

discussion-title = Discussion
discussion-none = Nobody has written yet.
comment-yours = Your comment
comment-hint = Every member reads it. Markdown is understood.
comment-send = Publish
comment-hide = Hide
comment-was-hidden = A moderator hid this comment.
