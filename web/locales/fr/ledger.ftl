# Le grand livre : refus, et mots des comptes et des relevés.
refusal-minutes-not-positive = Il faut au moins une minute.
refusal-minutes-too-many = Un transfert porte { $max } au plus.
refusal-transfer-to-self = Les deux côtés doivent être deux membres différents.
refusal-account-unknown = Cette personne n'a pas de compte dans cet écosystème.
refusal-account-closed = Cette personne a quitté l'écosystème : son compte est clos.
refusal-hold-settled = Ces minutes ne sont plus réservées : l'échange a été confirmé, annulé ou a expiré.
refusal-minutes-above-hold = Seulement { $held } avaient été convenues.
refusal-transfer-already-reversed = Ce transfert a déjà été annulé.
refusal-reversal-not-reversible = Une annulation ne s'annule pas : refaites plutôt le transfert.
refusal-balance-floor-reached = Le solde ne le permet pas : { $available } peuvent encore être dépensées, en comptant ce qui est réservé.
refusal-balance-ceiling-reached = Le compte qui reçoit est presque plein : il peut encore recevoir { $room }.
refusal-fund-insufficient = Le fonds de solidarité n'a que { $available } disponibles.
