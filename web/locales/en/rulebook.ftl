# The rulebook: what each rule is called, what it does, its values in words.
refusal-rule-value-out-of-bounds = This rule takes a whole number from { $min } to { $max }, in its unit.
refusal-rule-value-unknown = This rule takes one of these values: { $words }.
refusal-rule-unknown = This rule does not exist.

rule-changed = { $rule } goes from { $old } to { $new }.
rule-kept = { $rule } stays at { $new }.
rule-value-days = { $days ->
    [one] { $days } day
   *[other] { $days } days
}
rule-value-two-thirds = two thirds

rule-levy_rate_bp = Solidarity levy
rule-levy_rate_bp-subject = The solidarity levy
rule-levy_rate_bp-hint = Share of the hours of each exchange for time that goes to the solidarity fund. A gift is never levied.
rule-credit_floor_minutes = Lowest balance
rule-credit_floor_minutes-subject = The lowest balance allowed
rule-credit_floor_minutes-hint = How far down a member's hours may go.
rule-credit_ceiling_minutes = Highest balance
rule-credit_ceiling_minutes-subject = The highest balance allowed
rule-credit_ceiling_minutes-hint = How far up a member's hours may go; beyond it, it is time to ask or to give.
rule-soft_warning_minutes = Balance that brings a reminder
rule-soft_warning_minutes-subject = The balance that brings a reminder
rule-soft_warning_minutes-hint = Below it the member sees a friendly reminder; nothing is blocked.
rule-newcomer_allowance_minutes = Newcomers' allowance
rule-newcomer_allowance_minutes-subject = The newcomers' allowance
rule-newcomer_allowance_minutes-hint = What a new member may receive before having given.
rule-admission_mode = Admission
rule-admission_mode-subject = The admission of members
rule-admission_mode-hint = Whoever registers is admitted by a registrar, or as soon as their address is confirmed.
rule-answer_period_days = Time to answer
rule-answer_period_days-subject = The time to answer a proposed exchange
rule-answer_period_days-hint = Without an answer in this time, a proposed exchange lapses.
rule-delivery_period_days = Time to deliver
rule-delivery_period_days-subject = The time to deliver
rule-delivery_period_days-hint = An agreement under which nothing was delivered in this time expires, and the hours held are released.
rule-auto_confirmation_days = Automatic confirmation
rule-auto_confirmation_days-subject = The time until automatic confirmation
rule-auto_confirmation_days-hint = Without a confirmation or a dispute in this time, a delivered exchange is confirmed by itself.
rule-listing_life_days = Life of a listing
rule-listing_life_days-subject = The life of a listing
rule-listing_life_days-hint = After this time a listing expires unless it is renewed.
rule-match_notices_max = Listings told about
rule-match_notices_max-subject = The number of people told about a request
rule-match_notices_max-hint = How many owners of close offers are told about a new request.
rule-who_may_propose = Who may propose
rule-who_may_propose-subject = The right to propose
rule-who_may_propose-hint = Who may put a proposal to the vote.
rule-voting_period_days = Length of a vote
rule-voting_period_days-subject = The length of a vote
rule-voting_period_days-hint = Time to vote where the proposal does not set its close.
rule-quorum_bp = Quorum
rule-quorum_bp-subject = The quorum
rule-quorum_bp-hint = Share of the members on the roll who must vote, abstentions included, for the vote to count.
rule-qualified_majority_bp = Qualified majority
rule-qualified_majority_bp-subject = The qualified majority
rule-qualified_majority_bp-hint = Share of yes, among yes and no, that it takes at least. 66.67 % means exactly two thirds.
rule-running_tally = Results during a vote
rule-running_tally-subject = The display of results during a vote
rule-running_tally-hint = Partial results stay hidden from everybody until the close, or are shown.

rule-word-approval = by a registrar
rule-word-automatic = automatic
rule-word-every_member = every member
rule-word-mandate_holders = members who hold a mandate
rule-word-hidden = hidden
rule-word-shown = shown
