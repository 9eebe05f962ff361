# Rings: members who help each other round.
ring-you-help = You help { $receiver }: “{ $title }”.
ring-helps-you = { $giver } helps you: “{ $title }”.
ring-helps = { $giver } helps { $receiver }: “{ $title }”.

# Refusals.
refusal-ring-wrong-state = The ring is “{ $status }”: this step is not possible now.
refusal-ring-already-confirmed = You have already confirmed this ring. You can take it back until everyone has answered.
refusal-ring-not-confirmed = You have not confirmed this ring.
refusal-ring-not-your-step = This step is somebody else's: who helps says that it is done, who is helped says that it was received.
refusal-ring-already-delivered = You have already said that you helped. The other person is asked for their answer.
refusal-ring-already-received = This help already counts as received.
refusal-ring-leg-disputed = There is a disagreement in this ring: a mediator will decide.
refusal-ring-leg-not-disputed = Nobody has reported a disagreement about this help, or a mediator has already decided.
refusal-ring-leg-resolved = A mediator has already decided what counts of this help.
refusal-ring-help-unanswered = Somebody says that they helped and waits for an answer. That comes first; then the ring can be cancelled.
refusal-ring-broken = One of the listings of this ring, or one of its members, is no longer there. The ring will end by itself.
refusal-ring-hours-short = The balance of one of the members does not allow this ring now: too little, or too much. Nothing has changed; try again later, or decline.
refusal-member-has-open-rings = A ring you agreed to still binds you. Bring it to its end or cancel it first.

# The rules of rings.
rule-rings_proposed_max = Rings proposed at once
rule-rings_proposed_max-subject = The number of rings proposed around a listing
rule-rings_proposed_max-hint = How many rings of mutual help a new listing may wait in at the same time. With 0, none are proposed.
rule-ring_answer_days = Time to answer a ring
rule-ring_answer_days-subject = The time to answer a ring
rule-ring_answer_days-hint = A ring that not everyone has confirmed in this time expires.

# Pages.
rings-title = My rings
rings-lead = A ring is a circle of two to four members: each helps the next, and the last helps the first. We look for one around every new listing; it counts only if everyone confirms.
rings-waiting = Waiting for your answer
rings-others = The other rings
rings-none-title = No ring yet
rings-none-text = Post what you need and what you can offer: the more of both there is, the more rings we find. You are told as soon as there is one.
rings-none-action = Post a listing
ring-title = { $count ->
    [2] A ring of two
    [3] A ring of three
   *[other] A ring of { $count }
}
ring-drawing = A circle of { $count } members; each helps the next, in the order of the list.
ring-status-proposed = Proposed
ring-status-agreed = Agreed
ring-status-settled = Complete
ring-status-partly_settled = Partly complete
ring-status-declined = Declined
ring-status-cancelled = Cancelled
ring-status-expired = Expired
ring-status-lapsed = No longer possible
ring-now-proposed = Waiting for everyone to confirm
ring-now-agreed = Agreed: each helps the next
ring-now-settled = Complete: everyone has received their help
ring-now-partly_settled = Partly complete: what was received is counted, the rest is released
ring-now-declined = Declined: nothing was held
ring-now-cancelled = Cancelled: everyone is free
ring-now-expired = Expired: everyone is free
ring-now-lapsed = No longer possible: one of the listings is taken or gone
ring-yours-proposed = Your turn: confirm this ring or decline it
ring-yours-agreed = Your turn: help { $name }, then say so
ring-yours-delivered = Your turn: { $name } says that they helped you
ring-until = Until
ring-otherwise = Otherwise
ring-otherwise-proposed = The ring expires and nothing happens.
ring-otherwise-agreed = The ring ends: what was received by then is counted, the rest is released.
ring-otherwise-delivered = This help counts as received.
ring-who = Who helps whom
ring-offer = Offer:
ring-request = Request:
ring-terms-time = { $duration }
ring-terms-gift = Gift, { $duration }
ring-confirmed = { $name } has confirmed
ring-unconfirmed = { $name } has not answered yet
ring-you-confirmed = You have confirmed
ring-you-unconfirmed = You have not answered yet
ring-profile = Profile:
ring-received = received on { $when }
ring-uncontested = counted as received on { $when }, without an answer
ring-delivered = given on { $when }, to be confirmed
ring-disputed = disputed since { $when }, reported by { $name }
ring-resolved = a mediator has decided: { $duration } count
ring-dispute-reason = Disagreement:
ring-resolution-note = Decision:
ring-dispute-hint = The other person and the mediators will read it. Until the decision the hours stay held, and nothing in the ring happens by itself.
ring-resolution-hint = The other help in the ring does not depend on it: what was received is counted.
ring-do-dispute-given = Report a disagreement about your help for { $name }
ring-do-dispute-received = Report a disagreement about { $name }'s help
ring-review-of = { $author }, about { $subject }
ring-not-delivered = not given yet
ring-facts-others = This ring
ring-facts = What it means for you
ring-minutes = Each helps for
ring-balance = Your balance
ring-balance-same = stays as it is, apart from the solidarity levy on what you earn
ring-balance-more = grows by { $duration }, less the solidarity levy
ring-balance-less = falls by { $duration }
ring-posted = Hours are posted for all at once, when the last of you has received their help.
ring-ended-by = Ended by
ring-reason = Reason
ring-do-confirm = Confirm the ring
ring-confirm-hint = When everyone has confirmed, the hours of each leg are held. Until then you can take your answer back.
ring-do-withdraw = Take my confirmation back
ring-do-refuse = Decline the ring
ring-refuse-hint = The others will read it. Declining ends the ring for all.
ring-do-deliver = I have helped { $name }
ring-deliver-hint = When it is done, say so: { $name } can confirm, and without an answer in time your help counts as received.
ring-do-receive = I have received { $name }'s help
ring-receive-hint = Say so only when it is done: this cannot be taken back.
ring-do-cancel = Cancel the ring
ring-cancel-question = Cancel this ring for everyone? What was received is counted, the rest is released.
ring-cancel-hint = The others will read it. Help that was received already is counted all the same.
rings-home = { $count ->
    [one] One ring of mutual help waits for your answer
   *[other] { $count } rings of mutual help wait for your answer
}
rings-of-listing = { $count ->
    [one] This listing is part of a ring of mutual help
   *[other] This listing is part of { $count } rings of mutual help
}
rings-link = My rings of mutual help
done-ring-confirmed = You have confirmed.
done-ring-withdrawn = Your confirmation is taken back.
done-ring-declined = You have declined; the others are told.
done-ring-delivered = Noted; the other person is asked to confirm.
done-ring-received = Thank you, it is noted.
done-ring-cancelled = The ring is cancelled; the others are told.

# Mails.
kind-ring-proposed = A ring of mutual help is possible with my listings
kind-ring-moved = One of my rings of mutual help moves on
mail-why-rings = You receive this because one of your listings on { $ecosystem } is part of a ring.
mail-ring-proposed-subject = A ring of mutual help: you, { $others }
mail-ring-proposed-body =
    With your listings, a ring is possible. { $ring }

    Each helps for the same time. It counts only if everyone confirms; nothing is held before.
mail-ring-proposed-action = See the ring and answer
mail-ring-proposed-after =
    If not everyone confirms in time, the ring expires and nothing happens.
mail-ring-moved-subject = News of your ring with { $others }
mail-ring-moved-body =
    Your ring has moved on. Its page says where it stands.
mail-ring-moved-action = See the ring
mail-ring-moved-agreed-subject = Everyone confirmed your ring with { $others }
mail-ring-moved-agreed-body =
    The ring is agreed. { $ring }

    Agree on a time with those you help and who helps you. The hours are held now, and posted for all at once when everyone has received their help.
mail-ring-moved-delivered-subject = To confirm: { $by } says that they helped you
mail-ring-moved-delivered-body =
    { $by } says that they helped you: “{ $title }”. If that is so, confirm it on the page of the ring.
mail-ring-moved-delivered-action = Answer
mail-ring-moved-delivered-after =
    Without an answer from you in time, this help counts as received.
mail-ring-moved-reminded-subject = Reminder: { $giver } says that they helped you
mail-ring-moved-reminded-body =
    { $giver } says that they helped you: “{ $title }”, and waits for your answer.
mail-ring-moved-reminded-action = Answer
mail-ring-moved-reminded-after =
    Without an answer from you in time, this help counts as received.
mail-ring-moved-received-subject = { $by } has received your help
mail-ring-moved-received-body =
    { $by } says that your help was received. Thank you! The hours are posted when everyone in the ring has received theirs.
mail-ring-moved-disputed-subject = Disagreement in your ring with { $others }
mail-ring-moved-disputed-body =
    { $by } reports a disagreement about { $giver }'s help for { $receiver }: “{ $title }”. All hours stay held, and nothing in the ring happens by itself, until a mediator decides. The other help can go on. It is often simplest to talk about it first.
mail-ring-moved-resolved-subject = The disagreement about “{ $title }” is settled
mail-ring-moved-resolved-body =
    A mediator has decided how much time counts of { $giver }'s help for { $receiver }. The other help in the ring does not depend on it: what was received is counted. The periods of the ring begin anew.
mail-ring-moved-reviewed-subject = { $by } left a review of “{ $title }”
mail-ring-moved-reviewed-body =
    You can read the review on the page of the ring, and leave yours if you have not.
mail-ring-moved-reviewed-action = Read the review
mail-ring-moved-uncontested-subject = The help “{ $title }” counts as received
mail-ring-moved-uncontested-body =
    { $giver } said that they helped { $receiver }, and nobody said otherwise in time: this help counts as received. The hours are posted when everyone in the ring has received theirs.
mail-ring-moved-settled-subject = Your ring with { $others } is complete
mail-ring-moved-settled-body =
    Everyone has received their help, and the hours are posted. { $ring }

    You can now leave a review.
mail-ring-moved-partly-settled-subject = Your ring with { $others } is partly complete
mail-ring-moved-partly-settled-body =
    The ring ended without everyone having received their help. What was received is counted; the hours held for the rest are free again.
mail-ring-moved-declined-subject = { $by } declines the ring
mail-ring-moved-declined-body =
    The ring with { $others } will not take place. Nothing was held, and your listings are free for another.
mail-ring-moved-cancelled-subject = { $by } cancels the ring
mail-ring-moved-cancelled-body =
    The ring with { $others } is cancelled. The hours held are free again.
mail-ring-moved-expired-subject = Your ring with { $others } has expired
mail-ring-moved-expired-body =
    The time ran out and the ring ended. Nothing was posted; hours that were held are free again.
mail-ring-moved-lapsed-subject = Your ring with { $others } is no longer possible
mail-ring-moved-lapsed-body =
    One of its listings is part of another ring now, or no longer there. There is nothing to do; your other listings are free for another ring.
