# Reading a proposal, voting by every method, and results that anyone can recount.

method-explained-majority = It passes when more people say yes than no.
method-explained-qualified_majority = It passes when yes reaches a fixed share of yes and no.
method-explained-consent = It passes when nobody has an argued objection left. Objections lead to a better proposal, which everybody is asked about again.
method-explained-plurality = Everybody names one option. The option named most often wins.
method-explained-approval = Everybody ticks all the options they can live with. The option ticked most often wins.
method-explained-score = Everybody scores each option. The option with the highest sum wins.
method-explained-dots = Everybody shares out the same number of dots among the options. The option with the most dots wins.
method-explained-schulze = Everybody ranks the options. They are compared two by two; the winner is beaten by no other, even by a detour over third options (Schulze 2011).
method-explained-irv = Everybody ranks the options. The option that fewest put first leaves, its ballots go to their next choice, until one is left.
method-explained-majority_judgment = Everybody grades each option. The option with the best majority grade wins: the grade that more than half find deserved (Balinski and Laraki 2007).
method-explained-greedy = Everybody ticks projects. The budget pays for those with the most votes first, as long as they fit.
method-explained-equal_shares = Everybody ticks projects and holds the same part of the budget. A project is bought when those who ticked it can pay for it together, the best price per voter first (Method of Equal Shares).

vote-choice-abstention-ignored = Abstentions count for the quorum only.
vote-choice-abstention-against = An abstention counts like a no.
vote-choice-silence-consent = Who stays silent consents, and counts for the quorum.
vote-choice-silence-absence = Who stays silent is absent: silence is no consent.
vote-choice-seats = { $n } options win.
vote-choice-choices_max = At most { $n ->
    [one] { $n } option
   *[other] { $n } options
} on a ballot.
vote-choice-score_max = Scores go from 0 to { $n }.
vote-choice-dots = { $n ->
    [one] { $n } dot
   *[other] { $n } dots
} for each ballot.
vote-choice-missing-worst = An option left out gets the worst.
vote-choice-missing-refuse = Every option must be answered.
vote-choice-grades = Grades, from the worst to the best: { $n }.
vote-choice-strength-winning = A defeat is as strong as the number of voters behind it.
vote-choice-strength-margins = A defeat is as strong as its margin.
vote-choice-ties-lot = When several have the fewest votes, the lot says who leaves.
vote-choice-ties-all = When several have the fewest votes, all of them leave.
vote-choice-ties-earlier_round = When several have the fewest votes, the one who had fewer in an earlier round leaves, then the lot decides.
vote-choice-overvotes-exhaust = A ballot whose best rank holds several options still running no longer counts.
vote-choice-overvotes-skip = Ranks that hold several options are passed over.
vote-choice-budget_minutes = There are { $n } to share out.
vote-choice-misfit-skip = A project that no longer fits is passed over for the next.
vote-choice-misfit-stop = At the first project that no longer fits, the count ends.
vote-choice-utility-cost = A bought project is worth what it costs to those who ticked it.
vote-choice-utility-cardinality = A bought project is worth one to those who ticked it, whatever it costs.
vote-choice-completion-add1 = What is left is spent by raising everybody’s part step by step.
vote-choice-completion-none = What is left stays in the fund.
vote-choice-stop-exhaustive = The raising ends as soon as nothing more fits, or before the budget would be overspent.
vote-choice-stop-overspend = The raising ends just before the budget would be overspent.

vote-quorum-words = { $share } of the members called must vote.
vote-round = round { $n }
vote-in-assembly = This vote belongs to an assembly.
vote-enactment-note = It could not be applied: { $why }
vote-options = The options
vote-option-none-hint = If this wins, nothing is adopted.
vote-voices = { $n ->
    [one] { $n } voice
   *[other] { $n } voices
}
vote-delegation = Delegation
vote-delegation-allowed = Allowed: who does not vote may be represented. One person carries at most { $cap ->
    [one] { $cap } voice
   *[other] { $cap } voices
} of others.
vote-delegation-secret = Not in a secret vote: a ballot cannot be carried by somebody who does not know whose it is.
vote-delegation-none = Not allowed by the rules.
vote-discussed-since = In discussion since
vote-takes-effect-at = Takes effect
vote-review-at = To be reviewed on
vote-colleges = Colleges
vote-college = College
vote-college-line = { $name }: { $weight }, { $members ->
    [one] { $members } member
   *[other] { $members } members
} on the roll
vote-combination-one_voice = Each ballot weighs the voices of its college; all voices are added up.
vote-combination-member_weight = Each college has a fixed share of the votes, divided equally among its members on the roll.
vote-combination-block = Each college has a fixed share of the votes; what the college wants takes all of it.
vote-combination-ratio = Each college has a fixed share of the votes, divided as its ballots are.
vote-silent-passed_over = The share of a college that stays silent goes to the others.
vote-silent-blocks = If a college stays silent, the quorum is not met.
vote-lot = The lot that breaks ties
vote-lot-committed = The lot was drawn before voting opened. This is the fingerprint (SHA-256) of its seed, which is published at the close: nobody can change it meanwhile.

vote-hint-majority = Until the close you may change your mind; only the last ballot counts.
vote-hint-qualified_majority = Until the close you may change your mind; only the last ballot counts.
vote-hint-consent = Can you live with this proposal? You may change your answer until the close.
vote-hint-plurality = Choose one option.
vote-hint-approval = Tick at most { $n ->
    [one] { $n } option
   *[other] { $n } options
}.
vote-hint-approval-any = Tick all the options you can live with.
vote-hint-score = A score from 0 (the worst) to { $n } for each option.
vote-hint-dots = You have { $n ->
    [one] { $n } dot
   *[other] { $n } dots
} to share out in all.
vote-hint-schulze = Give your favourite the 1st rank. Options of the same rank are tied; those without a rank come last together.
vote-hint-irv = Give your favourite the 1st rank, and each option a rank of its own. Those without a rank get nothing from you.
vote-hint-majority_judgment = Choose a grade for each option.
vote-hint-greedy = Tick the projects that the budget of { $budget } should pay for.
vote-hint-equal_shares = Tick the projects that the budget of { $budget } should pay for.
vote-not-ranked = not ranked
vote-no-score = no answer
vote-costs = costs { $hours }
vote-abstain = Abstain
vote-you-abstained = Your ballot is an abstention now.
consent-yes = I consent
consent-yes-hint = I can live with it, or I want it.
consent-abstain = I stand aside
consent-abstain-hint = I neither support nor stop it. Counted for the quorum.
consent-objection = I object
consent-objection-hint = It would harm what we are here for. I say why below.
vote-reason = Your argument
vote-reason-optional = (only for an objection)
vote-reason-hint = Every member reads it, with your name. Say what would be harmed and what would mend it.
objections-title = Objections
objections-none = No objection so far.
objection-stands = stands
objection-lifted = lifted
objection-earlier = answered by a new round
round-begin = Amend the proposal and ask again
round-explained = Amend the proposal so that the objections fall away. A new round begins: everybody is asked again, and earlier ballots no longer count.
round-submit = Begin the new round
done-round-begun = A new round has begun: everybody is asked again.
done-discussion-opened = The proposal is put to discussion; members are told.
proposal-discuss = Put to discussion
proposal-discussion-explained = Put to discussion, the proposal is announced to all members, and the least time of discussion begins to run.

ballot-part = { $name }: { $value }
ballot-separator = { "; " }
ballot-rank = { $last ->
    [1] { $n }st
    [2] { $n }nd
    [3] { $n }rd
   *[other] { $n }th
}
grade-reject = Reject
grade-poor = Poor
grade-passable = Passable
grade-fairly_good = Fairly good
grade-good = Good
grade-very_good = Very good

result-so-far = So far, while voting is open:
result-nothing-bought = Nothing is bought.
result-nobody-chose = Nobody chose an option.
result-none-wins = “None of these” wins: nothing is adopted.
result-without-quorum = Most supported: { $names }. Without the quorum nothing is decided.
result-bought = Bought: { $names }.
result-winner = Winner: { $names }.
result-winners = Winners: { $names }.
result-represented = { $present ->
    [one] { $present } member voted
   *[other] { $present } members voted
}, { $represented ->
    [one] { $represented } was represented.
   *[other] { $represented } were represented.
}
result-voices = { $n ->
    [one] { $n } voice
   *[other] { $n } voices
}, { $share }
result-share = { $share } of the votes
result-points = { $n ->
    [one] { $n } point
   *[other] { $n } points
}, { $share } of what is possible
result-mean = { $n } points a ballot on average
result-option = Option
result-rounds = Votes round by round
result-round = Round { $n }
result-eliminated = { $n }, leaves
result-exhausted = Ballots that no longer count
result-overvotes = Ballots set aside for tied ranks
result-rounds-hint = In each round the option with the fewest votes leaves; its ballots go to their next choice.
result-pairwise = Compared two by two
result-pairwise-hint = Each row says how many prefer its option to the option of the column.
result-strongest_paths = Strongest paths
result-paths-hint = A path goes from one option to the next that it beats; it is as strong as its weakest step. An option comes before another when its strongest path to it is stronger than the one back.
result-judgment = Grades given
result-gauge = { $grade } ({ $better } judge it better, { $worse } worse)
result-judgment-hint = Each bar goes from the best grade to the worst. The line marks the middle: the grade that lies under it is the majority grade.
result-budget = To share out
result-spent = Spent
result-left = Left
result-projects = The projects, in the order of the count
result-bought-or-not = Result
result-is-bought = bought
result-is-not-bought = not bought
result-cost = Cost
result-votes = Votes
result-rho = Price (rho)
result-rho-cost = The price (rho) says which part of the project’s worth each supporter pays at most: 1 when supporters pay as much as they get out, less when many share the cost. Projects are bought in order of the lowest price.
result-rho-cardinality = The price (rho) is what each supporter pays at most for the project. Projects are bought in order of the lowest price.
result-by-college = By college
result-share-of-votes = Share of the votes
result-weight-of-ballot = Weight of a ballot
result-ballots-of-roll = Ballots / members
result-said = What it said
result-college-counts = { $yes } yes, { $no } no, { $abstain ->
    [one] { $abstain } abstention
   *[other] { $abstain } abstentions
}
result-silent-passed_over = Silent: its share goes to the others.
result-silent-blocks = Silent: the quorum is not met.
result-exact = The exact figures
result-exact-hint = Weights as fractions of all the votes, nothing rounded.
result-ties = Ties
result-tie-order = Tied
result-tie-purchase = Tied for the purchase
result-tie-elimination = Tied for leaving in round { $n }
result-tie-stays = { $place }: { $names }.
result-tie-lot = { $place }: { $names }. The lot was for { $chosen }.
result-tie-lower_cost = { $place }: { $names }. The lower cost was for { $chosen }.
result-tie-more_votes = { $place }: { $names }. More votes were for { $chosen }.
result-tie-list_order = { $place }: { $names }. The order of the list was for { $chosen }.
result-tie-earlier_round = { $place }: { $names }. An earlier round was for { $chosen }.
result-tie-leaves-lot = { $place }: { $names }. By the lot, { $chosen } left.
result-tie-leaves-earlier_round = { $place }: { $names }. Because of an earlier round, { $chosen } left.
result-lot-explained = Options in the order of the lot (with their number): of options that are tied, the one that stands higher is taken.
result-lot-seed = Seed
result-lot-commitment = Fingerprint published at the opening
result-lot-check = This command must print the fingerprint. The order is that of SHA-256 over the seed followed by the option’s number.
result-recount = Recount
result-recount-hint = All ballots are published. Anybody can count them again on their own machine:
result-download = Download the ballot box

ballots-line = In the box
ballots-line-hint = “In the box” is the ballot as it is counted: options by their number; > before, = tied, : score or grade (1 is the worst).
ballots-voices = Voices
ballots-via = Carried by
decisions-feed = Follow in a feed reader
decisions-feed-hint = This address is yours: whoever has it reads the decisions.
decision-takes-effect = Takes effect on { $when }.
decision-reviewed = To be reviewed on { $when }.
