# Solidarity: support programmes and what votes granted them.
refusal-programme-name-taken = A programme of this name is open already.
refusal-programme-unknown = This programme does not exist here.
refusal-programme-closed = This programme has ended.
refusal-allocation-empty = Say at least one programme and its hours.
refusal-allocation-too-long = One vote gives to { $max } programmes at most.
refusal-allocation-twice = Name each programme once.
refusal-grant-not-reversible = Members voted this grant: a treasurer does not undo it. Another vote may end the programme; what is left then goes back to the fund.

ledger-party-programme = Support programme
ledger-reason-grant_return = Rest of a programme, back in the fund

programmes-title = Support programmes
programmes-none = No programme yet. Members open one by vote and give it hours of the fund.
programmes-caption = Programmes and their hours
programmes-programme = Programme
programmes-received = Granted
programmes-spent = Spent
programmes-left = Left
programmes-returned = { $minutes } went back to the fund
programmes-closed = ended
programmes-vote = See the vote
