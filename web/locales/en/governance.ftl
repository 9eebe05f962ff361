# Governance: proposals, votes, decisions.
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

refusal-settings-malformed = The settings of the vote cannot be read: { $why }
refusal-setting-not-of-method = This method has no such setting. It has: { $names }.
refusal-setting-out-of-range = This setting goes from { $min } to { $max }.
refusal-budget-missing = Say how many minutes there are to share out.
refusal-grades-wrong = It takes { $min } to { $max } grades, all different, from the worst to the best.
refusal-method-not-for-kind = This proposal cannot be decided in this way. Possible: { $words }.
refusal-consent-not-secret = Consent is not secret: an objection is spoken and argued.
refusal-date-out-of-range = This date must lie in the future, at most { $days } days away.
refusal-options-not-of-method = This method is about the whole proposal: it has no options.
refusal-options-too-many = A vote has { $max } options at most.
refusal-options-too-few = To open this vote it takes at least { $least ->
    [one] { $least } option
   *[other] { $least } options
}.
refusal-option-cost-missing = Say what this option costs, from 1 to { $max } minutes.
refusal-option-cost-useless = In this vote options cost nothing.
refusal-option-none-useless = A budget has no use for the option “none”.
refusal-option-unknown = “{ $option }” is not an option of this vote.
refusal-option-twice = “{ $option }” stands twice.
refusal-ballot-empty = Choose at least one option, or abstain.
refusal-choices-too-many = Choose at most { $max ->
    [one] { $max } option
   *[other] { $max } options
}.
refusal-score-out-of-range = A score is a whole number from 0 to { $max }.
refusal-dots-too-many = You gave { $sum } dots; you have { $max }.
refusal-grade-unknown = There is no such grade. Possible: { $grades }.
refusal-options-left-out = This vote asks for an answer for every option.
refusal-objection-unargued = An objection says why: write your argument.
refusal-block-wants-one-winner = Where a college votes as a block, only one option can win: no budget, no several seats.
refusal-colleges-too-large-to-weigh = These colleges are too many and too large for their votes to be counted exactly.
refusal-box-too-small-for-secrecy = A box would have only { $members ->
    [one] { $members } member
   *[other] { $members } members
}: it takes { $least } for a vote to be secret.
refusal-discussion-not-begun = Here a proposal is discussed for at least { $days ->
    [one] { $days } day
   *[other] { $days } days
} before the vote: put it to discussion first.
refusal-discussion-too-short = The discussion must last at least { $days ->
    [one] { $days } day
   *[other] { $days } days
} before the vote.
refusal-discussion-open-already = This proposal is being discussed already.
refusal-voting-too-short = Here a vote lasts at least { $days ->
    [one] { $days } day
   *[other] { $days } days
}.
refusal-effect-before-close = The decision cannot take effect before the vote closes.
refusal-member-unknown = This person is not an active member here.
refusal-member-not-applicant = This person has no application waiting.
refusal-role-unknown = There is no such mandate. Possible: { $roles }.
refusal-rounds-are-for-consent = Only a vote by consent has several rounds.
refusal-round-changes-nothing = Nothing changes: amend the proposal so that the objections fall away.
refusal-college-action-unknown = Say whether to open a college, close one, or change the shares, with the values that this takes.
refusal-link-action-unknown = Say whether to join the link or to leave it.
refusal-assembly-payload-malformed = The call cannot be read: { $why }
refusal-grants-missing = Say which programmes get how many minutes: 1 to { $max } programmes.

# The decision register. Written once, at the close.
decision-passed = “{ $title }” is adopted.
decision-rejected = “{ $title }” is rejected.
decision-quorum_not_met = “{ $title }” is not adopted for want of a quorum.
decision-impossible = “{ $title }” is adopted but cannot be applied: { $why }
decision-why-rule-unknown = the rule no longer exists.
decision-why-rule-value-out-of-bounds = the value is no longer within the bounds of the rule.
decision-why-rule-value-unknown = the rule no longer allows this value.
decision-why-membership-not-applicant = the person no longer waits to be admitted.
decision-why-membership-not-active = the person is no longer an active member.
decision-why-mandate-not-held = the person no longer holds this mandate.
decision-why-not-found = the person is no longer a member.
decision-why-colleges-too-few = there would be too few colleges.
decision-why-college-share-out-of-range = the share of a college would be out of bounds.
decision-why-college-shares-not-whole = the shares of the colleges would not make the whole.
decision-why-college-unknown = the college no longer exists.
decision-why-college-key-taken = a college of this name exists already.
decision-why-link-missing = there is no such link.
decision-why-link-exists = this link exists already.
decision-why-ecosystem-unknown = this community no longer exists.
decision-option = “{ $title }”
decision-winners = “{ $title }”: members choose { $winners }.
decision-later = “{ $title }” is adopted and takes effect on { $when }.
decision-represented = Of these, { $n ->
    [one] { $n } voice was carried by delegation.
   *[other] { $n } voices were carried by delegation.
}
decision-silent-colleges = No ballot came from: { $names }.
decision-nobody-consented = Nobody consented.
decision-by-lot = A tie was broken by the lot that was drawn before voting opened.
decision-options-figures = { $method }; { $votes } out of { $members }.
decision-consent-figures = { $consents }, { $objections }, { $aside }; { $votes } out of { $members }.
count-consents = { $n ->
    [one] { $n } consent
   *[other] { $n } consents
}
count-objections = { $n ->
    [0] no objection
    [one] { $n } objection
   *[other] { $n } objections
}
count-aside = { $n } standing aside
option-none = None of these
would-admission = { $name } becomes a member.
would-exclusion = { $name } is no longer a member.
would-election = A mandate is given: { $role }.
would-recall = { $name } no longer holds the mandate: { $role }.
would-college-open = A college opens: { $name }.
would-college-close = The college { $name } closes; its members go to the college { $to }.
would-college-shares = Shares of the votes: { $shares }.
would-link-join = The community links with { $name }.
would-link-leave = The community leaves its link with { $name }.
decision-admission = { $name } is admitted.
decision-exclusion = { $name } is excluded.
decision-election = { $names } { $count ->
    [one] holds
   *[other] hold
} the mandate “{ $role }” until { $until }.
decision-recall = { $name } no longer holds the mandate “{ $role }”.
decision-college-open = The college { $name } is open.
decision-college-close = The college { $name } is closed; its members go to the college { $to }.
decision-college-shares = Shares of the votes: { $shares }.
decision-link-join = The community is linked with { $name }.
decision-waiting-link-join = The community wants to link with { $name }; the link holds as soon as the other side has decided so too.
decision-link-leave = The link with { $name } is broken.
decision-why-fund-insufficient = the fund has not enough hours.
decision-why-programme-unknown = a programme no longer exists.
decision-why-charter-text-unknown = this text no longer exists.
decision-why-charter-text-repealed = this text was repealed before.
would-charter-adopt = This text becomes part of the charter.
would-charter-amend = This text replaces “{ $title }” in the charter.
would-charter-repeal = “{ $title }” leaves the charter.
would-allocation = The solidarity fund gives: { $grants }.
would-assembly = An assembly meets on { $when }, { $place }.
allocation-line = { $name } ({ $hours })
decision-charter-adopt = “{ $title }” becomes part of the charter.
decision-charter-amend = “{ $title }” is amended in the charter (version { $version }).
decision-charter-repeal = “{ $title }” leaves the charter.
decision-allocation = The solidarity fund gives: { $grants }.
decision-assembly = An assembly is called on { $when }, { $place }.
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

proposal-status-draft = draft
proposal-status-discussion = in discussion
proposals-status-discussion = Put to discussion
method-consent = Consent
method-plurality = Plurality
method-approval = Approval
method-score = Scores
method-dots = Dots to give out
method-schulze = Schulze method
method-irv = Instant run-off
method-majority_judgment = Majority judgment
method-greedy = Budget, the most supported first
method-equal_shares = Budget by equal shares
choice-objection = Objection
proposal-status-open = voting open
proposal-status-passed = adopted
proposal-status-rejected = rejected
proposal-status-quorum_not_met = quorum not met
proposal-status-withdrawn = withdrawn
proposals-status-draft = Drafts
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
ballots-commitment = Fingerprint of the box (SHA-256):

discussion-title = Discussion
discussion-none = Nobody has written yet.
comment-yours = Your comment
comment-hint = Every member reads it. Markdown is understood.
comment-send = Publish
comment-hide = Hide
comment-was-hidden = A moderator hid this comment.
