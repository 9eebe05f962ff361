# Solidarité : les programmes de soutien et ce que les votes leur ont accordé.
refusal-programme-name-taken = Un programme de ce nom est déjà ouvert.
refusal-programme-unknown = Ce programme n'existe pas ici.
refusal-programme-closed = Ce programme a pris fin.
refusal-allocation-empty = Indiquez au moins un programme et ses heures.
refusal-allocation-too-long = Un vote dote { $max } programmes au plus.
refusal-allocation-twice = Nommez chaque programme une seule fois.
refusal-grant-not-reversible = Les membres ont voté cette dotation : la trésorerie ne l'annule pas seule. Un autre vote peut mettre fin au programme ; ce qui reste revient alors au fonds.

ledger-party-programme = Programme de soutien
ledger-reason-grant_return = Reste d'un programme, rendu au fonds

programmes-title = Programmes de soutien
programmes-none = Pas encore de programme. Les membres en ouvrent un par un vote et lui accordent des heures du fonds.
programmes-caption = Les programmes et leurs heures
programmes-programme = Programme
programmes-received = Accordé
programmes-spent = Dépensé
programmes-left = Reste
programmes-returned = { $minutes } rendus au fonds
programmes-closed = terminé
programmes-vote = Voir le vote
