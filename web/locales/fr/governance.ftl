# Gouvernance : propositions, votes, décisions.
refusal-not-offered-yet = Cette valeur n'est pas encore proposée ici. Valeurs possibles : { $words }.
refusal-proposal-word-unknown = Cette valeur n'existe pas. Valeurs possibles : { $words }.
refusal-payload-missing = Dites quelle règle change et sa nouvelle valeur : { "{" }"key": …, "value": …{ "}" }.
refusal-ballot-out-of-reach = Vous avez déjà voté et votre bulletin n'est plus à portée : la clé du serveur a changé pendant le vote. Votre premier bulletin compte.
refusal-closes-at-out-of-range = La clôture doit être dans le futur, dans { $days } jours au plus.
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

# Les pages.
refusal-rule-value-out-of-words = Cette valeur n'est pas possible ici. La règle permet : { $bounds }.
refusal-local-time-unreadable = Écrivez une date et une heure, par exemple 2026-12-10 20:00.
refusal-choice-missing = Choisissez pour, contre ou abstention.
done-proposal-drafted = Votre brouillon est enregistré. Tous les membres peuvent en discuter ; ouvrez le vote quand il est prêt.
done-proposal-changed = Le brouillon est modifié.
done-proposal-opened = Le vote est ouvert.
done-proposal-withdrawn = La proposition est retirée.
done-comment-added = Votre message est publié.
done-comment-hidden = Le message est masqué.

proposal-status-draft = en discussion
proposal-status-open = vote ouvert
proposal-status-passed = adopté
proposal-status-rejected = rejeté
proposal-status-quorum_not_met = quorum non atteint
proposal-status-withdrawn = retiré
proposals-status-draft = En discussion
proposals-status-open = Votes ouverts
proposals-status-passed = Adoptées
proposals-status-rejected = Rejetées
proposals-status-quorum_not_met = Quorum non atteint
proposals-status-withdrawn = Retirées
proposals-title = Propositions et votes
proposals-lead = Les membres décident ensemble des règles. Un vote qui passe les change aussitôt.
proposals-to-register = Voir le registre des décisions
proposals-new = Proposer
proposals-waiting = Attendent votre vote
proposals-others = Les autres propositions
proposals-all = Toutes les propositions
proposals-filter = Filtrer les propositions
proposals-none-title = Rien ici pour l'instant
proposals-none-text = Aucune proposition de cette sorte.

proposal-new-title = Proposer une décision
proposal-new-lead = Votre proposition commence par un brouillon, que tous peuvent lire et discuter avant le vote.
proposal-kind-text = Adopter un texte
proposal-kind-text-hint = Une position, une charte, un engagement. S'il passe, le texte est inscrit au registre des décisions ; rien d'autre ne change de soi-même.
proposal-kind-rule_change = Changer une règle
proposal-kind-rule_change-hint = Si le vote passe, la nouvelle valeur s'applique d'elle-même dès la clôture, et la règle nomme le vote qui l'a fixée.
proposal-write-text = Écrire un texte
proposal-change-rule = Changer une règle : { $rule }
rule-today = Aujourd'hui
rule-bounds = Valeurs permises
proposal-new-value = Nouvelle valeur
proposal-new-value-percent = Nouvelle valeur, en %
proposal-new-value-hours = Nouvelle valeur, en heures
proposal-new-value-days = Nouvelle valeur, en jours
proposal-new-value-count = Nouvelle valeur
proposal-title = Titre
proposal-title-hint = La décision en une ligne, comme elle sera lue dans le registre.
proposal-text = Texte
proposal-text-hint = Le texte sur lequel porte le vote. Markdown est compris.
proposal-reasons = Pourquoi
proposal-reasons-hint = Ce qui vous fait proposer ce changement. Markdown est compris.
proposal-method = Comment on compte
method-majority = Majorité simple
method-majority-hint = Il faut plus de oui que de non. Convient aux décisions courantes.
method-qualified_majority = Majorité qualifiée
method-qualified_majority-hint = Il faut au moins cette part de oui parmi les oui et les non : { $share }. Convient à ce qui engage longtemps.
proposal-ballots = Bulletins
vote-by-name = Vote nominal
vote-by-name-hint = À la clôture, chacun voit qui a voté quoi.
vote-secret = Vote secret
vote-secret-hint = À la clôture, les bulletins sont publiés sans nom. Chacun retrouve le sien grâce à son reçu.
proposal-closes-at = Clôture du vote
proposal-closes-at-hint = Sans date, le vote dure { $days ->
    [one] { $days } jour
   *[other] { $days } jours
} à partir de son ouverture.
proposal-draft-hint = Rien n'est encore soumis au vote : vous pourrez relire, modifier ou retirer ce brouillon.
proposal-save = Enregistrer le brouillon
proposal-what-next = Et ensuite
proposal-opening-explained = À l'ouverture, la liste des votants, le quorum et la majorité sont fixés, et le texte ne change plus.
proposal-open = Ouvrir le vote
proposal-edit = Modifier
proposal-withdraw = Retirer
proposal-withdraw-question = Retirer cette proposition ? Elle restera lisible, mais ne pourra plus être votée.
proposal-author = Proposé par

vote-until = Vote ouvert jusqu'au { $when }.
vote-turnout = { $cast ->
    [one] { $cast } bulletin
   *[other] { $cast } bulletins
} pour { $roll ->
    [one] { $roll } membre appelé.
   *[other] { $roll } membres appelés.
}
vote-you-voted = Vous avez voté.
vote-you-may-change = Vous pouvez encore changer d'avis : seul le dernier bulletin compte.
vote-legend = Votre vote
vote-hint = Jusqu'à la clôture, vous pouvez changer d'avis ; seul le dernier bulletin compte.
vote-submit = Déposer mon bulletin
choice-yes = Pour
choice-no = Contre
choice-no-hint = Rien ne change.
choice-abstain = Abstention
choice-abstain-hint = Comptée pour le quorum, pas pour le résultat.
vote-terms = Les conditions du vote
vote-majority = Majorité
vote-majority-words = plus de oui que de non
vote-qualified-words = { $share } de oui au moins
vote-quorum = Quorum
vote-opened-at = Ouvert
vote-closes-at = Clôture
vote-closed-at = Clos
vote-cast = Participation
vote-result = Résultat
vote-result-line = { $n ->
    [one] { $n } bulletin
   *[other] { $n } bulletins
}, { $share }
vote-quorum-reached = { $cast ->
    [one] { $cast } bulletin
   *[other] { $cast } bulletins
} pour { $roll } membres appelés : quorum atteint (il en fallait { $required }).
vote-quorum-missed = { $cast ->
    [one] { $cast } bulletin
   *[other] { $cast } bulletins
} pour { $roll } membres appelés : il en fallait { $required }, quorum non atteint.
vote-mark-means = Le trait marque la majorité requise.
vote-see-ballots = Voir tous les bulletins et recompter
decision-title = La décision
decision-number = Décision n° { $number }
decisions-title = Registre des décisions
decisions-lead = Ce que les membres ont décidé, et ce que cela a changé.
decisions-none-title = Aucune décision pour l'instant
decisions-none-text = Chaque vote clos est inscrit ici, adopté ou non.

receipt-title = Votre reçu
receipt-cast = Votre bulletin « { $choice } » est dans l'urne : { $title }
receipt-yours = Reçu
receipt-keep = Notez ce reçu : il n'est montré qu'une fois. À la clôture, il vous permet de retrouver votre bulletin parmi ceux qui sont publiés.
receipt-secret = Le bulletin ne porte ni votre nom ni l'heure. Ne montrez votre reçu à personne si vous voulez que votre vote reste secret.
receipt-by-name = À la clôture, votre nom est publié avec votre bulletin.
receipt-change = Si vous changez d'avis, un nouveau reçu remplace celui-ci.
receipt-back = Retour à la proposition

ballots-title = Bulletins publiés
ballots-secret = { $n ->
    [one] { $n } bulletin secret, publié
   *[other] { $n } bulletins secrets, publiés
} sans nom dans l'ordre des reçus, qui est celui du hasard.
ballots-by-name = { $n ->
    [one] { $n } bulletin
   *[other] { $n } bulletins
}, dans l'ordre des reçus.
ballots-find = Mon reçu
ballots-find-submit = Chercher
ballots-none = Aucun bulletin publié ne porte ce reçu.
ballots-caption = Bulletins
ballots-receipt = Reçu
ballots-choice = Vote
ballots-member = Membre
ballots-weight = Poids (10 000 = une voix)
ballots-commitment = Empreinte de l'urne (SHA-256) :

discussion-title = Discussion
discussion-none = Personne n'a encore écrit.
comment-yours = Votre message
comment-hint = Tous les membres le lisent. Markdown est compris.
comment-send = Publier
comment-hide = Masquer
comment-was-hidden = Ce message a été masqué par la modération.
