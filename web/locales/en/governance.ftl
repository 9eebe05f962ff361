# Governance: proposals, votes, decisions.
refusal-not-offered-yet = This value is not offered here yet. Possible values: { $words }.
refusal-word-unknown = This value does not exist. Possible values: { $words }.
refusal-payload-missing = Say which rule changes and its new value: { "{" }"key": …, "value": …{ "}" }.
refusal-closes-at-out-of-range = The close must lie in the future: at least one minute, at most { $days } days.
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
