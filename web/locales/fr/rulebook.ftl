# Le règlement : ce que chaque règle s'appelle, ce qu'elle fait, ses valeurs en mots.
refusal-rule-value-out-of-bounds = Cette règle prend un nombre entier de { $min } à { $max }, dans son unité.
refusal-rule-value-unknown = Cette règle prend l'une de ces valeurs : { $words }.
refusal-rule-unknown = Cette règle n'existe pas.

rule-changed = { $rule } passe de { $old } à { $new }.
rule-kept = { $rule } reste à { $new }.
rule-value-days = { $days ->
    [one] { $days } jour
   *[other] { $days } jours
}
rule-value-two-thirds = deux tiers

rule-levy_rate_bp = Prélèvement solidaire
rule-levy_rate_bp-subject = Le prélèvement solidaire
rule-levy_rate_bp-hint = Part des heures de chaque échange en temps qui va au fonds de solidarité. Un don n'est jamais prélevé.
rule-credit_floor_minutes = Solde le plus bas
rule-credit_floor_minutes-subject = Le solde le plus bas permis
rule-credit_floor_minutes-hint = Jusqu'où le compte d'heures d'un membre peut descendre.
rule-credit_ceiling_minutes = Solde le plus haut
rule-credit_ceiling_minutes-subject = Le solde le plus haut permis
rule-credit_ceiling_minutes-hint = Jusqu'où le compte d'heures d'un membre peut monter ; au-delà, il est temps de demander ou de donner.
rule-soft_warning_minutes = Solde qui déclenche un rappel
rule-soft_warning_minutes-subject = Le solde qui déclenche un rappel
rule-soft_warning_minutes-hint = En dessous, le membre voit un rappel bienveillant ; rien n'est bloqué.
rule-newcomer_allowance_minutes = Marge des nouveaux membres
rule-newcomer_allowance_minutes-subject = La marge des nouveaux membres
rule-newcomer_allowance_minutes-hint = Ce qu'un nouveau membre peut recevoir avant d'avoir donné.
rule-admission_mode = Admission
rule-admission_mode-subject = L'admission des membres
rule-admission_mode-hint = Une personne qui s'inscrit est admise par le registre, ou aussitôt son adresse confirmée.
rule-answer_period_days = Délai de réponse
rule-answer_period_days-subject = Le délai de réponse à une proposition d'échange
rule-answer_period_days-hint = Sans réponse dans ce délai, la proposition d'échange s'éteint.
rule-delivery_period_days = Délai pour rendre l'aide
rule-delivery_period_days-subject = Le délai pour rendre l'aide
rule-delivery_period_days-hint = Un accord sans aide rendue dans ce délai expire, et les heures réservées sont libérées.
rule-auto_confirmation_days = Confirmation automatique
rule-auto_confirmation_days-subject = Le délai de confirmation automatique
rule-auto_confirmation_days-hint = Sans confirmation ni désaccord dans ce délai, une aide rendue est confirmée d'elle-même.
rule-listing_life_days = Durée d'une annonce
rule-listing_life_days-subject = La durée d'une annonce
rule-listing_life_days-hint = Après ce délai, une annonce s'éteint si elle n'est pas renouvelée.
rule-match_notices_max = Annonces signalées
rule-match_notices_max-subject = Le nombre de personnes prévenues par demande
rule-match_notices_max-hint = À combien de propriétaires d'offres proches une nouvelle demande est signalée.
rule-who_may_propose = Qui peut proposer
rule-who_may_propose-subject = Le droit de proposer
rule-who_may_propose-hint = Qui peut soumettre une proposition au vote.
rule-voting_period_days = Durée d'un vote
rule-voting_period_days-subject = La durée d'un vote
rule-voting_period_days-hint = Temps de vote lorsque la proposition ne fixe pas sa clôture.
rule-quorum_bp = Quorum
rule-quorum_bp-subject = Le quorum
rule-quorum_bp-hint = Part des membres inscrits au vote qui doivent voter, abstentions comprises, pour que le vote compte.
rule-qualified_majority_bp = Majorité qualifiée
rule-qualified_majority_bp-subject = La majorité qualifiée
rule-qualified_majority_bp-hint = Part de oui, parmi les oui et les non, qu'il faut au moins. 66,67 % veut dire exactement deux tiers.
rule-running_tally = Résultats pendant le vote
rule-running_tally-subject = L'affichage des résultats pendant le vote
rule-running_tally-hint = Les résultats partiels restent cachés à tous jusqu'à la clôture, ou sont montrés.

rule-word-approval = sur accord du registre
rule-word-automatic = automatique
rule-word-every_member = tous les membres
rule-word-mandate_holders = les membres qui ont un mandat
rule-word-hidden = caché
rule-word-shown = montré
