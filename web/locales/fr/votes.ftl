# Lire une proposition, voter par chaque méthode, et des résultats que chacun peut recompter.

method-explained-majority = Elle est adoptée s’il y a plus de oui que de non.
method-explained-qualified_majority = Elle est adoptée si les oui atteignent une part fixée des oui et des non.
method-explained-consent = Elle est adoptée quand il ne reste aucune objection argumentée. Les objections mènent à une meilleure proposition, sur laquelle on repose la question à chacun.
method-explained-plurality = Chacun désigne une option. La plus citée l’emporte.
method-explained-approval = Chacun coche toutes les options qui lui conviennent. La plus cochée l’emporte.
method-explained-score = Chacun note chaque option. La plus forte somme l’emporte.
method-explained-dots = Chacun répartit le même nombre de points entre les options. L’option qui en reçoit le plus l’emporte.
method-explained-schulze = Chacun classe les options. Elles sont comparées deux à deux ; l’option qui l’emporte n’est battue par aucune autre, même par un détour par des options tierces (Schulze 2011).
method-explained-irv = Chacun classe les options. Celle que le moins de personnes placent en tête s’en va, ses bulletins passent à leur choix suivant, jusqu’à ce qu’il n’en reste qu’une.
method-explained-majority_judgment = Chacun donne une mention à chaque option. La meilleure mention majoritaire l’emporte : celle que plus de la moitié jugent méritée (Balinski et Laraki 2007).
method-explained-greedy = Chacun coche des projets. Le budget paie d’abord ceux qui ont le plus de voix, tant qu’ils y tiennent.
method-explained-equal_shares = Chacun coche des projets et dispose de la même part du budget. Un projet est financé quand celles et ceux qui l’ont coché peuvent le payer ensemble, au meilleur prix par personne d’abord (méthode des parts égales).

vote-choice-abstention-ignored = Les abstentions ne comptent que pour le quorum.
vote-choice-abstention-against = Une abstention compte comme un non.
vote-choice-silence-consent = Qui se tait consent, et compte pour le quorum.
vote-choice-silence-absence = Qui se tait est absent : le silence ne vaut pas consentement.
vote-choice-seats = { $n } options l’emportent.
vote-choice-choices_max = Au plus { $n ->
    [one] { $n } option
   *[other] { $n } options
} par bulletin.
vote-choice-score_max = Les notes vont de 0 à { $n }.
vote-choice-dots = { $n ->
    [one] { $n } point
   *[other] { $n } points
} par bulletin.
vote-choice-missing-worst = Une option laissée sans réponse reçoit le plus bas.
vote-choice-missing-refuse = Il faut répondre pour chaque option.
vote-choice-grades = Mentions, de la pire à la meilleure : { $n }.
vote-choice-strength-winning = Une défaite est aussi forte que le nombre de personnes qui la portent.
vote-choice-strength-margins = Une défaite est aussi forte que son écart.
vote-choice-ties-lot = Quand plusieurs ont le moins de voix, le sort dit qui s’en va.
vote-choice-ties-all = Quand plusieurs ont le moins de voix, toutes s’en vont.
vote-choice-ties-earlier_round = Quand plusieurs ont le moins de voix, s’en va celle qui en avait le moins à un tour précédent ; ensuite le sort décide.
vote-choice-overvotes-exhaust = Un bulletin dont le meilleur rang porte plusieurs options encore en lice ne compte plus.
vote-choice-overvotes-skip = Les rangs qui portent plusieurs options sont sautés.
vote-choice-budget_minutes = Il y a { $n } à répartir.
vote-choice-misfit-skip = Un projet qui n’entre plus dans le budget laisse la place au suivant.
vote-choice-misfit-stop = Au premier projet qui n’entre plus dans le budget, le compte s’arrête.
vote-choice-utility-cost = Un projet financé vaut ce qu’il coûte pour qui l’a coché.
vote-choice-utility-cardinality = Un projet financé vaut un pour qui l’a coché, quel que soit son coût.
vote-choice-completion-add1 = Le reste est dépensé en augmentant peu à peu la part de chacun.
vote-choice-completion-none = Le reste demeure dans le fonds.
vote-choice-stop-exhaustive = L’augmentation s’arrête dès que plus rien n’entre, ou avant de dépasser le budget.
vote-choice-stop-overspend = L’augmentation s’arrête juste avant de dépasser le budget.

vote-quorum-words = { $share } des membres appelés doivent voter.
vote-round = tour { $n }
vote-in-assembly = Ce vote fait partie d’une assemblée.
vote-enactment-note = La décision n’a pas pu être appliquée : { $why }
vote-options = Les options
vote-option-none-hint = Si elle l’emporte, rien n’est adopté.
vote-voices = { $n ->
    [one] { $n } voix
   *[other] { $n } voix
}
vote-delegation = Délégation
vote-delegation-allowed = Possible : qui ne vote pas peut être représenté. Une même personne porte au plus { $cap ->
    [one] { $cap } voix
   *[other] { $cap } voix
} d’autres membres.
vote-delegation-secret = Pas dans un vote secret : un bulletin ne peut être porté par quelqu’un qui ne sait pas de qui il vient.
vote-delegation-none = Les règles ne la permettent pas.
vote-discussed-since = En discussion depuis
vote-takes-effect-at = Prend effet
vote-review-at = À réexaminer le
vote-colleges = Collèges
vote-college = Collège
vote-college-line = { $name } : { $weight }, { $members ->
    [one] { $members } membre appelé
   *[other] { $members } membres appelés
}
vote-combination-one_voice = Chaque bulletin pèse les voix de son collège ; toutes les voix s’additionnent.
vote-combination-member_weight = Chaque collège a une part fixe des voix, divisée également entre ses membres appelés.
vote-combination-block = Chaque collège a une part fixe des voix ; ce que veut le collège l’emporte tout entière.
vote-combination-ratio = Chaque collège a une part fixe des voix, divisée comme le sont ses bulletins.
vote-silent-passed_over = La part d’un collège qui se tait revient aux autres.
vote-silent-blocks = Si un collège se tait, le quorum n’est pas atteint.
vote-lot = Le tirage au sort qui départage
vote-lot-committed = Le sort a été tiré avant l’ouverture du vote. Voici l’empreinte (SHA-256) de sa graine, qui sera publiée à la clôture : personne ne peut la changer entre-temps.

vote-hint-majority = Jusqu’à la clôture vous pouvez changer d’avis ; seul le dernier bulletin compte.
vote-hint-qualified_majority = Jusqu’à la clôture vous pouvez changer d’avis ; seul le dernier bulletin compte.
vote-hint-consent = Pouvez-vous vivre avec cette proposition ? Vous pouvez changer de réponse jusqu’à la clôture.
vote-hint-plurality = Choisissez une option.
vote-hint-approval = Cochez au plus { $n ->
    [one] { $n } option
   *[other] { $n } options
}.
vote-hint-approval-any = Cochez toutes les options qui vous conviennent.
vote-hint-score = Une note de 0 (la plus basse) à { $n } pour chaque option.
vote-hint-dots = Vous avez { $n ->
    [one] { $n } point
   *[other] { $n } points
} à répartir en tout.
vote-hint-schulze = Donnez le 1er rang à votre préférée. Les options de même rang sont à égalité ; celles sans rang viennent ensemble en dernier.
vote-hint-irv = Donnez le 1er rang à votre préférée, et à chaque option un rang différent. Celles sans rang ne reçoivent rien de vous.
vote-hint-majority_judgment = Choisissez une mention pour chaque option.
vote-hint-greedy = Cochez les projets que le budget de { $budget } devrait payer.
vote-hint-equal_shares = Cochez les projets que le budget de { $budget } devrait payer.
vote-not-ranked = non classée
vote-no-score = sans réponse
vote-costs = coûte { $hours }
vote-abstain = M’abstenir
vote-you-abstained = Votre bulletin est pour l’instant une abstention.
consent-yes = Je consens
consent-yes-hint = Je peux vivre avec, ou je le souhaite.
consent-abstain = Je me tiens à l’écart
consent-abstain-hint = Je ne soutiens pas et ne bloque pas. Compte pour le quorum.
consent-objection = J’objecte
consent-objection-hint = Cela nuirait à ce pour quoi nous sommes là. Je dis pourquoi ci-dessous.
vote-reason = Votre argument
vote-reason-optional = (seulement pour une objection)
vote-reason-hint = Tous les membres le lisent, avec votre nom. Dites ce qui en souffrirait et ce qui y remédierait.
objections-title = Objections
objections-none = Aucune objection pour l’instant.
objection-stands = maintenue
objection-lifted = levée
objection-earlier = suivie d’un nouveau tour
round-begin = Amender la proposition et reposer la question
round-explained = Amendez la proposition pour que les objections tombent. Un nouveau tour commence : la question est reposée à chacun, et les bulletins précédents ne comptent plus.
round-submit = Commencer le nouveau tour
done-round-begun = Un nouveau tour commence : la question est reposée à chacun.
done-discussion-opened = La proposition est mise en discussion ; les membres en sont prévenus.
proposal-discuss = Mettre en discussion
proposal-discussion-explained = Mise en discussion, la proposition est annoncée à tous les membres, et le temps minimal de discussion commence à courir.

ballot-part = { $name } : { $value }
ballot-separator = { " ; " }
ballot-rank = { $n ->
    [1] 1er
   *[other] { $n }e
}
grade-reject = À rejeter
grade-poor = Insuffisant
grade-passable = Passable
grade-fairly_good = Assez bien
grade-good = Bien
grade-very_good = Très bien

result-so-far = Pour l’instant, tant que le vote est ouvert :
result-nothing-bought = Rien n’est financé.
result-nobody-chose = Personne n’a choisi d’option.
result-none-wins = « Aucune de ces options » l’emporte : rien n’est adopté.
result-without-quorum = En tête : { $names }. Sans le quorum, rien n’est décidé.
result-bought = Financés : { $names }.
result-winner = L’emporte : { $names }.
result-winners = L’emportent : { $names }.
result-represented = { $present ->
    [one] { $present } membre a voté
   *[other] { $present } membres ont voté
}, { $represented ->
    [one] { $represented } était représenté.
   *[other] { $represented } étaient représentés.
}
result-voices = { $n ->
    [one] { $n } voix
   *[other] { $n } voix
}, { $share }
result-share = { $share } des voix
result-points = { $n ->
    [one] { $n } point
   *[other] { $n } points
}, { $share } du possible
result-mean = { $n } points par bulletin en moyenne
result-option = Option
result-rounds = Les voix tour par tour
result-round = Tour { $n }
result-eliminated = { $n }, s’en va
result-exhausted = Bulletins qui ne comptent plus
result-overvotes = Bulletins écartés pour rangs à égalité
result-rounds-hint = À chaque tour, l’option qui a le moins de voix s’en va ; ses bulletins passent à leur choix suivant.
result-pairwise = Comparées deux à deux
result-pairwise-hint = Chaque ligne dit combien préfèrent son option à celle de la colonne.
result-strongest_paths = Chemins les plus forts
result-paths-hint = Un chemin va d’une option à la suivante qu’elle bat ; il est aussi fort que son pas le plus faible. Une option en précède une autre quand son chemin le plus fort vers elle dépasse le chemin du retour.
result-judgment = Les mentions données
result-gauge = { $grade } ({ $better } jugent mieux, { $worse } moins bien)
result-judgment-hint = Chaque barre va de la meilleure mention à la pire. Le trait marque le milieu : la mention qui s’y trouve est la mention majoritaire.
result-budget = À répartir
result-spent = Dépensé
result-left = Reste
result-projects = Les projets, dans l’ordre du compte
result-bought-or-not = Résultat
result-is-bought = financé
result-is-not-bought = non financé
result-cost = Coût
result-votes = Voix
result-rho = Prix (rhô)
result-rho-cost = Le prix (rhô) dit quelle part de la valeur du projet paie au plus chacun de ses soutiens : 1 quand ils paient autant qu’ils en retirent, moins quand beaucoup se partagent le coût. Les projets sont financés dans l’ordre du prix le plus bas.
result-rho-cardinality = Le prix (rhô) est ce que chacun des soutiens paie au plus pour le projet. Les projets sont financés dans l’ordre du prix le plus bas.
result-by-college = Par collège
result-share-of-votes = Part des voix
result-weight-of-ballot = Poids d’un bulletin
result-ballots-of-roll = Bulletins / membres
result-said = Ce qu’il a dit
result-college-counts = { $yes } oui, { $no } non, { $abstain ->
    [one] { $abstain } abstention
   *[other] { $abstain } abstentions
}
result-silent-passed_over = Muet : sa part revient aux autres.
result-silent-blocks = Muet : le quorum n’est pas atteint.
result-exact = Les chiffres exacts
result-exact-hint = Les poids en fractions de toutes les voix, sans arrondi.
result-ties = Égalités
result-tie-order = À égalité
result-tie-purchase = À égalité pour l’achat
result-tie-elimination = À égalité pour s’en aller au tour { $n }
result-tie-stays = { $place } : { $names }.
result-tie-lot = { $place } : { $names }. Le sort a désigné { $chosen }.
result-tie-lower_cost = { $place } : { $names }. Le coût le plus bas a désigné { $chosen }.
result-tie-more_votes = { $place } : { $names }. Le plus de voix a désigné { $chosen }.
result-tie-list_order = { $place } : { $names }. L’ordre de la liste a désigné { $chosen }.
result-tie-earlier_round = { $place } : { $names }. Un tour précédent a désigné { $chosen }.
result-tie-leaves-lot = { $place } : { $names }. Par le sort s’en va : { $chosen }.
result-tie-leaves-earlier_round = { $place } : { $names }. D’après un tour précédent s’en va : { $chosen }.
result-lot-explained = Les options dans l’ordre du tirage (avec leur numéro) : de plusieurs options à égalité, la plus haute est retenue.
result-lot-seed = Graine
result-lot-commitment = Empreinte publiée à l’ouverture
result-lot-check = Cette commande doit afficher l’empreinte. L’ordre est celui de SHA-256 sur la graine suivie du numéro de l’option.
result-recount = Recompter
result-recount-hint = Tous les bulletins sont publiés. Chacun peut les recompter sur sa propre machine :
result-download = Télécharger l’urne

ballots-line = Dans l’urne
ballots-line-hint = « Dans l’urne » est le bulletin tel qu’il est compté : les options par leur numéro ; > avant, = à égalité, : note ou mention (1 est la pire).
ballots-voices = Voix
ballots-via = Porté par
decisions-feed = Suivre dans un lecteur de flux
decisions-feed-hint = Cette adresse est la vôtre : qui l’a lit les décisions.
decision-takes-effect = Prend effet le { $when }.
decision-reviewed = À réexaminer le { $when }.
