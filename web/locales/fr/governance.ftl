# Gouvernance : propositions, votes, décisions.
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

refusal-settings-malformed = Les réglages du vote ne sont pas lisibles : { $why }
refusal-setting-not-of-method = Cette façon de compter n'a pas ce réglage. Les siens : { $names }.
refusal-setting-out-of-range = Ce réglage va de { $min } à { $max }.
refusal-budget-missing = Dites combien de minutes sont à répartir.
refusal-grades-wrong = Il faut de { $min } à { $max } mentions, toutes différentes, de la pire à la meilleure.
refusal-method-not-for-kind = Cette proposition ne peut pas être décidée de cette façon. Possibles : { $words }.
refusal-consent-not-secret = Le consentement n'est pas secret : une objection se dit et s'argumente.
refusal-date-out-of-range = Cette date doit être dans le futur, dans { $days } jours au plus.
refusal-options-not-of-method = Cette façon de compter porte sur la proposition entière : elle n'a pas d'options.
refusal-options-too-many = Un vote a { $max } options au plus.
refusal-options-too-few = Pour ouvrir ce vote, il faut au moins { $least ->
    [one] { $least } option
   *[other] { $least } options
}.
refusal-option-cost-missing = Dites ce que coûte cette option, de 1 à { $max } minutes.
refusal-option-cost-useless = Dans ce vote les options ne coûtent rien.
refusal-option-none-useless = Un budget n'a pas besoin de l'option « aucune ».
refusal-option-unknown = « { $option } » n'est pas une option de ce vote.
refusal-option-twice = « { $option } » figure deux fois.
refusal-ballot-empty = Choisissez au moins une option, ou l'abstention.
refusal-choices-too-many = Choisissez { $max ->
    [one] { $max } option
   *[other] { $max } options
} au plus.
refusal-score-out-of-range = Une note est un nombre entier de 0 à { $max }.
refusal-dots-too-many = Vous avez donné { $sum } points ; vous en avez { $max }.
refusal-grade-unknown = Cette mention n'existe pas. Possibles : { $grades }.
refusal-options-left-out = Ce vote demande une réponse pour chaque option.
refusal-objection-unargued = Une objection dit pourquoi : écrivez votre argument.
refusal-block-wants-one-winner = Quand un collège vote en bloc, une seule option peut l'emporter : ni budget, ni plusieurs sièges.
refusal-colleges-too-large-to-weigh = Ces collèges sont trop nombreux et trop grands pour que leurs voix soient comptées exactement.
refusal-box-too-small-for-secrecy = Une urne n'aurait que { $members ->
    [one] { $members } membre
   *[other] { $members } membres
} : il en faut { $least } pour que le vote soit secret.
refusal-discussion-not-begun = Ici une proposition est discutée { $days ->
    [one] { $days } jour
   *[other] { $days } jours
} au moins avant le vote : mettez-la d'abord en discussion.
refusal-discussion-too-short = La discussion doit durer { $days ->
    [one] { $days } jour
   *[other] { $days } jours
} au moins avant le vote.
refusal-discussion-open-already = Cette proposition est déjà en discussion.
refusal-voting-too-short = Ici un vote dure { $days ->
    [one] { $days } jour
   *[other] { $days } jours
} au moins.
refusal-effect-before-close = La décision ne peut pas prendre effet avant la clôture du vote.
refusal-member-unknown = Cette personne n'est pas un membre actif d'ici.
refusal-member-not-applicant = Cette personne n'a pas de demande d'adhésion en attente.
refusal-role-unknown = Ce mandat n'existe pas. Possibles : { $roles }.
refusal-rounds-are-for-consent = Seul un vote par consentement a plusieurs tours.
refusal-round-changes-nothing = Rien ne change : amendez la proposition pour lever les objections.
refusal-college-action-unknown = Dites s'il faut ouvrir un collège, en fermer un, ou changer les parts, avec les valeurs que cela demande.
refusal-link-action-unknown = Dites s'il faut nouer le lien ou le quitter.
refusal-assembly-payload-malformed = La convocation n'est pas lisible : { $why }
refusal-grants-missing = Dites à quels programmes vont combien de minutes : de 1 à { $max } programmes.

# Le registre des décisions. Écrit une fois, à la clôture.
decision-passed = « { $title } » est adopté.
decision-rejected = « { $title } » est rejeté.
decision-quorum_not_met = « { $title } » n'est pas adopté, faute de quorum.
decision-impossible = « { $title } » est adopté, mais ne peut pas être appliqué : { $why }
decision-why-rule-unknown = la règle n'existe plus.
decision-why-rule-value-out-of-bounds = la valeur est sortie des limites de la règle.
decision-why-rule-value-unknown = la valeur n'est plus permise par la règle.
decision-why-membership-not-applicant = la personne n'attend plus d'être admise.
decision-why-membership-not-active = la personne n'est plus un membre actif.
decision-why-mandate-not-held = la personne ne tient plus ce mandat.
decision-why-not-found = la personne n'est plus membre.
decision-why-colleges-too-few = il n'y aurait pas assez de collèges.
decision-why-college-share-out-of-range = la part d'un collège sortirait des limites.
decision-why-college-shares-not-whole = les parts des collèges ne feraient pas le tout.
decision-why-college-unknown = le collège n'existe plus.
decision-why-college-key-taken = un collège de ce nom existe déjà.
decision-why-link-missing = ce lien n'existe pas.
decision-why-link-exists = ce lien existe déjà.
decision-why-ecosystem-unknown = cette communauté n'existe plus.
decision-option = « { $title } »
decision-winners = « { $title } » : les membres choisissent { $winners }.
decision-later = « { $title } » est adopté et prend effet le { $when }.
decision-represented = Dont { $n ->
    [one] { $n } voix portée par délégation.
   *[other] { $n } voix portées par délégation.
}
decision-silent-colleges = Aucun bulletin n'est venu de : { $names }.
decision-nobody-consented = Personne n'a consenti.
decision-by-lot = Une égalité a été tranchée par le sort, tiré avant l'ouverture du vote.
decision-options-figures = { $method } ; { $votes } sur { $members }.
decision-consent-figures = { $consents }, { $objections }, { $aside } ; { $votes } sur { $members }.
count-consents = { $n ->
    [one] { $n } consentement
   *[other] { $n } consentements
}
count-objections = { $n ->
    [0] aucune objection
    [one] { $n } objection
   *[other] { $n } objections
}
count-aside = { $n ->
    [one] { $n } membre en retrait
   *[other] { $n } membres en retrait
}
option-none = Aucune de ces propositions
would-admission = { $name } devient membre.
would-exclusion = { $name } n'est plus membre.
would-election = Un mandat est attribué : { $role }.
would-recall = { $name } ne tient plus le mandat : { $role }.
would-college-open = Un collège s'ouvre : { $name }.
would-college-close = Le collège { $name } se ferme ; ses membres passent dans le collège { $to }.
would-college-shares = Parts des voix : { $shares }.
would-link-join = La communauté se lie avec { $name }.
would-link-leave = La communauté quitte son lien avec { $name }.
decision-admission = { $name } est admis.
decision-exclusion = { $name } est exclu.
decision-election = { $names } { $count ->
    [one] tient
   *[other] tiennent
} le mandat « { $role } » jusqu'au { $until }.
decision-recall = { $name } ne tient plus le mandat « { $role } ».
decision-college-open = Le collège { $name } est ouvert.
decision-college-close = Le collège { $name } est fermé ; ses membres passent dans le collège { $to }.
decision-college-shares = Parts des voix : { $shares }.
decision-link-join = La communauté est liée avec { $name }.
decision-waiting-link-join = La communauté veut se lier avec { $name } ; le lien tient dès que l'autre côté l'a décidé aussi.
decision-link-leave = Le lien avec { $name } est rompu.
decision-why-fund-insufficient = le fonds n'a pas assez d'heures.
decision-why-programme-unknown = un programme n'existe plus.
decision-why-charter-text-unknown = ce texte n'existe plus.
decision-why-charter-text-repealed = ce texte est déjà abrogé.
would-charter-adopt = Ce texte entre dans la charte.
would-charter-amend = Ce texte remplace « { $title } » dans la charte.
would-charter-repeal = « { $title } » sort de la charte.
would-allocation = Le fonds solidaire donne : { $grants }.
would-assembly = Une assemblée se réunit le { $when }, { $place }.
allocation-line = { $name } ({ $hours })
decision-charter-adopt = « { $title } » entre dans la charte.
decision-charter-amend = « { $title } » est modifié dans la charte (version { $version }).
decision-charter-repeal = « { $title } » sort de la charte.
decision-allocation = Le fonds solidaire donne : { $grants }.
decision-assembly = Une assemblée est convoquée le { $when }, { $place }.
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

proposal-status-draft = brouillon
proposal-status-discussion = en discussion
proposals-status-discussion = Mises en discussion
method-consent = Consentement
method-plurality = Vote uninominal
method-approval = Vote par approbation
method-score = Vote par notes
method-dots = Points à répartir
method-schulze = Méthode de Schulze
method-irv = Vote alternatif
method-majority_judgment = Jugement majoritaire
method-greedy = Budget, du plus soutenu au moins soutenu
method-equal_shares = Budget à parts égales
choice-objection = Objection
proposal-status-open = vote ouvert
proposal-status-passed = adopté
proposal-status-rejected = rejeté
proposal-status-quorum_not_met = quorum non atteint
proposal-status-withdrawn = retiré
proposals-status-draft = Brouillons
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
ballots-commitment = Empreinte de l'urne (SHA-256) :

discussion-title = Discussion
discussion-none = Personne n'a encore écrit.
comment-yours = Votre message
comment-hint = Tous les membres le lisent. Markdown est compris.
comment-send = Publier
comment-hide = Masquer
comment-was-hidden = Ce message a été masqué par la modération.
