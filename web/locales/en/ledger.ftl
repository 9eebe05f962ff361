# The ledger: refusals, and words of accounts and statements.
refusal-minutes-not-positive = At least one minute is needed.
refusal-minutes-too-many = One transfer carries { $max } at most.
refusal-transfer-to-self = The two sides must be two different members.
refusal-account-unknown = This person has no account in this ecosystem.
refusal-account-closed = This person has left the ecosystem: their account is closed.
refusal-hold-settled = These minutes are no longer on hold: the exchange was confirmed, cancelled or has expired.
refusal-minutes-above-hold = Only { $held } were agreed.
refusal-transfer-already-reversed = This transfer has already been undone.
refusal-reversal-not-reversible = A reversal is not undone: make the transfer again instead.
refusal-balance-floor-reached = The balance does not allow it: { $available } can still be spent, what is on hold being counted.
refusal-balance-ceiling-reached = The receiving account is nearly full: it can take { $room } more.
refusal-fund-insufficient = The solidarity fund has only { $available } available.
