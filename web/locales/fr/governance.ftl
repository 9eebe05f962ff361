# Gouvernance : propositions, votes, décisions.
refusal-not-offered-yet = Cette valeur n'est pas encore proposée ici. Valeurs possibles : { $words }.
refusal-word-unknown = Cette valeur n'existe pas. Valeurs possibles : { $words }.
refusal-payload-missing = Dites quelle règle change et sa nouvelle valeur : { "{" }"key": …, "value": …{ "}" }.
refusal-closes-at-out-of-range = La clôture doit être dans le futur : au moins une minute, au plus { $days } jours.
refusal-mandate-required-to-propose = Ici, seuls les membres qui ont un mandat peuvent proposer un vote.
refusal-not-the-author = Seule la personne qui a écrit cette proposition peut faire cela.
refusal-proposal-not-draft = Cette proposition n'est plus un brouillon.
refusal-nobody-may-vote = Personne ne peut voter : aucun membre actif n'a confirmé son adresse.
refusal-voting-not-open = Le vote n'est pas ouvert.
refusal-voting-closed = Le vote est clos.
refusal-not-on-the-roll = Vous n'êtes pas sur la liste de ce vote : elle a été fixée à l'ouverture.
refusal-tally-hidden = Le résultat reste caché à tout le monde jusqu'à la clôture.
refusal-comments-closed = La discussion de cette proposition est close.

# Le registre des décisions. Écrit une fois, à la clôture.
decision-passed = « { $title } » est adopté.
decision-rejected = « { $title } » est rejeté.
decision-quorum_not_met = « { $title } » n'est pas adopté, faute de quorum.
decision-impossible = « { $title } » est adopté, mais ne peut pas être appliqué : { $why }
decision-why-rule-unknown = la règle n'existe plus.
decision-why-rule-value-out-of-bounds = la valeur est sortie des limites de la règle.
decision-why-rule-value-unknown = la valeur n'est plus permise par la règle.
decision-why-other = les conditions ont changé depuis l'ouverture du vote.
decision-figures = { $yes }, { $no }, { $abstain } ; { $votes } sur { $members }.
decision-weighted = Pondéré par collège, le oui a { $share } des voix exprimées.
decision-quorum = Il fallait { $required ->
    [one] { $required } vote
   *[other] { $required } votes
}.
decision-majority = Il fallait { $share } de oui.
count-yes = { $n } oui
count-no = { $n } non
count-abstain = { $n ->
    [one] { $n } abstention
   *[other] { $n } abstentions
}
count-votes = { $n ->
    [one] { $n } vote
   *[other] { $n } votes
}
count-members = { $n ->
    [one] { $n } membre
   *[other] { $n } membres
}
