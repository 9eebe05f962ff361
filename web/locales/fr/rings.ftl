# Les boucles : des membres qui s'entraident en cercle.
ring-you-help = Vous aidez { $receiver } : « { $title } ».
ring-helps-you = { $giver } vous aide : « { $title } ».
ring-helps = { $giver } aide { $receiver } : « { $title } ».

# Refus.
refusal-ring-wrong-state = La boucle est « { $status } » : cette étape n'est pas possible maintenant.
refusal-ring-already-confirmed = Vous avez déjà confirmé cette boucle. Vous pouvez revenir dessus tant que tout le monde n'a pas répondu.
refusal-ring-not-confirmed = Vous n'avez pas confirmé cette boucle.
refusal-ring-not-your-step = Cette étape revient à quelqu'un d'autre : qui aide dit que c'est fait, qui est aidé dit que c'est reçu.
refusal-ring-already-delivered = Vous avez déjà dit que vous avez aidé. On attend la réponse de l'autre personne.
refusal-ring-already-received = Cette aide compte déjà comme reçue.
refusal-ring-leg-disputed = Cette boucle compte un désaccord : une personne chargée de la médiation va décider.
refusal-ring-leg-not-disputed = Personne n'a signalé de désaccord sur cette aide, ou la médiation a déjà décidé.
refusal-ring-leg-resolved = La médiation a déjà décidé de ce qui compte pour cette aide.
refusal-ring-help-unanswered = Quelqu'un dit avoir aidé et attend une réponse. Elle vient d'abord ; ensuite, la boucle peut être annulée.
refusal-ring-broken = Une des annonces de cette boucle, ou un de ses membres, n'est plus là. La boucle se terminera d'elle-même.
refusal-ring-hours-short = Le solde d'un des membres ne permet pas cette boucle maintenant : trop bas, ou trop haut. Rien n'a changé ; réessayez plus tard, ou refusez.
refusal-member-has-open-rings = Une boucle convenue vous lie encore. Menez-la à sa fin ou annulez-la d'abord.

# Les règles des boucles.
rule-rings_proposed_max = Boucles proposées à la fois
rule-rings_proposed_max-subject = Le nombre de boucles proposées autour d'une annonce
rule-rings_proposed_max-hint = Dans combien de boucles d'entraide une nouvelle annonce peut attendre en même temps. Avec 0, aucune n'est proposée.
rule-ring_answer_days = Délai pour répondre à une boucle
rule-ring_answer_days-subject = Le délai pour répondre à une boucle
rule-ring_answer_days-hint = Une boucle que tout le monde n'a pas confirmée dans ce délai s'éteint.

# Pages.
rings-title = Mes boucles
rings-lead = Une boucle est un cercle de deux à quatre membres : chacun aide le suivant, et le dernier aide le premier. Nous en cherchons une autour de chaque nouvelle annonce ; elle ne compte que si tout le monde confirme.
rings-waiting = En attente de votre réponse
rings-others = Les autres boucles
rings-none-title = Pas encore de boucle
rings-none-text = Publiez ce dont vous avez besoin et ce que vous pouvez offrir : plus il y a des deux, plus nous trouvons de boucles. Vous êtes prévenu dès qu'il y en a une.
rings-none-action = Publier une annonce
ring-title = { $count ->
    [2] Une boucle à deux
    [3] Une boucle à trois
   *[other] Une boucle à { $count }
}
ring-drawing = Un cercle de { $count } membres ; chacun aide le suivant, dans l'ordre de la liste.
ring-status-proposed = Proposée
ring-status-agreed = Convenue
ring-status-settled = Achevée
ring-status-partly_settled = Achevée en partie
ring-status-declined = Refusée
ring-status-cancelled = Annulée
ring-status-expired = Éteinte
ring-status-lapsed = Plus possible
ring-now-proposed = En attente que tout le monde confirme
ring-now-agreed = Convenue : chacun aide le suivant
ring-now-settled = Achevée : tout le monde a reçu son aide
ring-now-partly_settled = Achevée en partie : ce qui a été reçu compte, le reste est libéré
ring-now-declined = Refusée : rien n'était réservé
ring-now-cancelled = Annulée : tout le monde est libre
ring-now-expired = Éteinte : tout le monde est libre
ring-now-lapsed = Plus possible : une des annonces est prise ou n'est plus là
ring-yours-proposed = C'est à vous : confirmez cette boucle ou refusez-la
ring-yours-agreed = À vous : aidez { $name }, puis dites-le
ring-yours-delivered = À vous : { $name } dit vous avoir aidé
ring-until = Jusqu'au
ring-otherwise = Sinon
ring-otherwise-proposed = La boucle s'éteint et rien ne se passe.
ring-otherwise-agreed = La boucle se termine : ce qui a été reçu compte, le reste est libéré.
ring-otherwise-delivered = Cette aide compte comme reçue.
ring-who = Qui aide qui
ring-offer = Offre :
ring-request = Demande :
ring-terms-time = { $duration }
ring-terms-gift = Don, { $duration }
ring-confirmed = { $name } a confirmé
ring-unconfirmed = { $name } n'a pas encore répondu
ring-you-confirmed = Vous avez confirmé
ring-you-unconfirmed = Vous n'avez pas encore répondu
ring-profile = Profil :
ring-received = reçue le { $when }
ring-uncontested = comptée comme reçue le { $when }, sans réponse
ring-delivered = rendue le { $when }, à confirmer
ring-disputed = en désaccord depuis le { $when }, signalé par { $name }
ring-resolved = la médiation a décidé : { $duration } comptent
ring-dispute-reason = Désaccord :
ring-resolution-note = Décision :
ring-dispute-hint = L'autre personne et la médiation le liront. Jusqu'à la décision, les heures restent réservées et rien dans la boucle ne se fait de soi-même.
ring-resolution-hint = Les autres aides de la boucle n'en dépendent pas : ce qui a été reçu compte.
ring-do-dispute-given = Signaler un désaccord sur votre aide à { $name }
ring-do-dispute-received = Signaler un désaccord sur l'aide de { $name }
ring-review-of = { $author }, à propos de { $subject }
ring-not-delivered = pas encore rendue
ring-facts-others = Cette boucle
ring-facts = Ce que cela veut dire pour vous
ring-minutes = Chacun aide pendant
ring-balance = Votre solde
ring-balance-same = reste le même, à part le prélèvement solidaire sur ce que vous gagnez
ring-balance-more = augmente de { $duration }, moins le prélèvement solidaire
ring-balance-less = baisse de { $duration }
ring-posted = Les heures sont comptées pour tous en même temps, quand le dernier d'entre vous a reçu son aide.
ring-ended-by = Terminée par
ring-reason = Raison
ring-do-confirm = Confirmer la boucle
ring-confirm-hint = Quand tout le monde a confirmé, les heures de chaque aide sont réservées. D'ici là, vous pouvez revenir sur votre réponse.
ring-do-withdraw = Reprendre ma confirmation
ring-do-refuse = Refuser la boucle
ring-refuse-hint = Les autres la liront. Un refus termine la boucle pour tout le monde.
ring-do-deliver = J'ai aidé { $name }
ring-deliver-hint = Quand c'est fait, dites-le : { $name } pourra confirmer, et sans réponse dans le délai, votre aide comptera comme reçue.
ring-do-receive = J'ai reçu l'aide de { $name }
ring-receive-hint = Dites-le seulement quand c'est fait : on ne peut pas revenir dessus.
ring-do-cancel = Annuler la boucle
ring-cancel-question = Annuler cette boucle pour tout le monde ? Ce qui a été reçu compte, le reste est libéré.
ring-cancel-hint = Les autres la liront. L'aide déjà reçue compte quand même.
rings-home = { $count ->
    [one] Une boucle d'entraide attend votre réponse
   *[other] { $count } boucles d'entraide attendent votre réponse
}
rings-of-listing = { $count ->
    [one] Cette annonce fait partie d'une boucle d'entraide
   *[other] Cette annonce fait partie de { $count } boucles d'entraide
}
rings-link = Mes boucles d'entraide
done-ring-confirmed = Vous avez confirmé.
done-ring-withdrawn = Votre confirmation est reprise.
done-ring-declined = Vous avez refusé ; les autres sont prévenus.
done-ring-delivered = C'est noté ; l'autre personne est invitée à confirmer.
done-ring-received = Merci, c'est noté.
done-ring-cancelled = La boucle est annulée ; les autres sont prévenus.

# Courriels.
kind-ring-proposed = Une boucle d'entraide est possible avec mes annonces
kind-ring-moved = Une de mes boucles d'entraide avance
mail-why-rings = Vous recevez ce message parce qu'une de vos annonces sur « { $ecosystem } » fait partie d'une boucle.
mail-ring-proposed-subject = Une boucle d'entraide : vous, { $others }
mail-ring-proposed-body =
    Avec vos annonces, une boucle est possible. { $ring }

    Chacun aide pendant le même temps. Elle ne compte que si tout le monde confirme ; rien n'est réservé avant.
mail-ring-proposed-action = Voir la boucle et répondre
mail-ring-proposed-after =
    Si tout le monde n'a pas confirmé à temps, la boucle s'éteint et rien ne se passe.
mail-ring-moved-subject = Du nouveau dans votre boucle avec { $others }
mail-ring-moved-body =
    Votre boucle a avancé. Sa page dit où elle en est.
mail-ring-moved-action = Voir la boucle
mail-ring-moved-agreed-subject = Tout le monde confirme votre boucle avec { $others }
mail-ring-moved-agreed-body =
    La boucle est convenue. { $ring }

    Convenez d'un moment avec la personne que vous aidez et avec celle qui vous aide. Les heures sont réservées maintenant, et comptées pour tous en même temps quand tout le monde a reçu son aide.
mail-ring-moved-delivered-subject = À confirmer : { $by } dit vous avoir aidé
mail-ring-moved-delivered-body =
    { $by } dit vous avoir aidé : « { $title } ». Si c'est bien le cas, confirmez-le sur la page de la boucle.
mail-ring-moved-delivered-action = Répondre
mail-ring-moved-delivered-after =
    Sans réponse de votre part dans le délai, cette aide compte comme reçue.
mail-ring-moved-reminded-subject = Rappel : { $giver } dit vous avoir aidé
mail-ring-moved-reminded-body =
    { $giver } dit vous avoir aidé : « { $title } », et attend votre réponse.
mail-ring-moved-reminded-action = Répondre
mail-ring-moved-reminded-after =
    Sans réponse de votre part dans le délai, cette aide compte comme reçue.
mail-ring-moved-received-subject = { $by } a reçu votre aide
mail-ring-moved-received-body =
    { $by } dit avoir reçu votre aide. Merci ! Les heures sont comptées quand chacun, dans la boucle, a reçu la sienne.
mail-ring-moved-disputed-subject = Désaccord dans votre boucle avec { $others }
mail-ring-moved-disputed-body =
    { $by } signale un désaccord sur l'aide de { $giver } à { $receiver } : « { $title } ». Toutes les heures restent réservées, et rien dans la boucle ne se fait de soi-même, jusqu'à ce qu'une personne chargée de la médiation tranche. Les autres aides peuvent continuer. Le plus simple est souvent d'en parler d'abord ensemble.
mail-ring-moved-resolved-subject = Le désaccord sur « { $title } » est réglé
mail-ring-moved-resolved-body =
    La médiation a décidé combien de temps compte pour l'aide de { $giver } à { $receiver }. Les autres aides de la boucle n'en dépendent pas : ce qui a été reçu compte. Les délais de la boucle repartent de zéro.
mail-ring-moved-reviewed-subject = { $by } a laissé un avis sur « { $title } »
mail-ring-moved-reviewed-body =
    Vous pouvez lire l'avis sur la page de la boucle, et laisser le vôtre si ce n'est pas fait.
mail-ring-moved-reviewed-action = Lire l'avis
mail-ring-moved-uncontested-subject = L'aide « { $title } » compte comme reçue
mail-ring-moved-uncontested-body =
    { $giver } a dit avoir aidé { $receiver }, et personne n'a dit le contraire dans le délai : cette aide compte comme reçue. Les heures sont comptées quand chacun, dans la boucle, a reçu la sienne.
mail-ring-moved-settled-subject = Votre boucle avec { $others } est achevée
mail-ring-moved-settled-body =
    Tout le monde a reçu son aide, et les heures sont comptées. { $ring }

    Vous pouvez maintenant laisser un avis.
mail-ring-moved-partly-settled-subject = Votre boucle avec { $others } est achevée en partie
mail-ring-moved-partly-settled-body =
    La boucle est terminée sans que tout le monde ait reçu son aide. Ce qui a été reçu compte ; les heures réservées pour le reste sont à nouveau libres.
mail-ring-moved-declined-subject = { $by } refuse la boucle
mail-ring-moved-declined-body =
    La boucle avec { $others } n'aura pas lieu. Rien n'était réservé, et vos annonces sont libres pour une autre.
mail-ring-moved-cancelled-subject = { $by } annule la boucle
mail-ring-moved-cancelled-body =
    La boucle avec { $others } est annulée. Les heures réservées sont à nouveau libres.
mail-ring-moved-expired-subject = Votre boucle avec { $others } s'est éteinte
mail-ring-moved-expired-body =
    Le délai est passé et la boucle est terminée. Rien n'a été compté ; les heures qui étaient réservées sont à nouveau libres.
mail-ring-moved-lapsed-subject = Votre boucle avec { $others } n'est plus possible
mail-ring-moved-lapsed-body =
    Une de ses annonces fait maintenant partie d'une autre boucle, ou n'est plus là. Il n'y a rien à faire ; vos autres annonces sont libres pour une autre boucle.
