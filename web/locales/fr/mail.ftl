# Les courriels : pour chaque sorte de nouvelle, l'objet (aussi la ligne dans la liste), le texte, le lien.
mail-greeting = Bonjour { $name },
mail-preferences = Choisir ce que je reçois
mail-unsubscribe = Ne plus recevoir ce genre de message

mail-why-account = Ce message concerne l'accès à votre compte ; il est toujours envoyé.
mail-why-membership = Vous recevez ce message parce que vous avez demandé à rejoindre « { $ecosystem } ».
mail-why-matches = Vous recevez ce message parce qu'une de vos annonces sur « { $ecosystem } » correspond.
mail-why-exchanges = Vous recevez ce message parce que vous prenez part à cet échange.
mail-why-hours = Vous recevez ce message parce qu'il concerne votre compte d'heures chez « { $ecosystem } ».
mail-why-votes = Vous recevez ce message parce que les membres de « { $ecosystem } » décident ensemble.
mail-why-rules = Vous recevez ce message parce que les règles de « { $ecosystem } » s'appliquent à vos échanges.
mail-why-listings = Vous recevez ce message parce que cette annonce est la vôtre.
mail-why-summary = Ce résumé part une fois par jour, s'il y a du nouveau ; vous pouvez choisir ce qu'il contient.

mail-fact-applied-at = Demande reçue
mail-fact-score = Correspondance
mail-fact-other = Avec
mail-fact-terms = Contrepartie
mail-fact-minutes = Durée
mail-fact-delivered-minutes = Durée réelle
mail-fact-settled-minutes = Heures versées
mail-fact-due-at = Date limite
mail-fact-message = Message
mail-fact-balance-minutes = Votre solde
mail-fact-closes-at = Clôture
mail-fact-expires-on = Dernier jour
mail-fact-reasons = Pourquoi
mail-word-terms-gift = Don, aucune heure n'est débitée
mail-word-terms-time = Temps
mail-word-terms-money = Euros, réglés entre vous
mail-word-score = { $value } %

mail-summary-subject = { $count ->
    [one] Votre résumé du jour : une nouvelle
   *[other] Votre résumé du jour : { $count } nouvelles
}
mail-summary-body = Voici ce qui s'est passé depuis le dernier résumé.
mail-summary-action = Voir toutes mes notifications

mail-account-confirm-email-subject = Confirmez votre adresse e-mail
mail-account-confirm-email-body =
    Quelqu'un, sans doute vous, s'est inscrit avec cette adresse. Pour terminer l'inscription, confirmez qu'elle est bien la vôtre.
mail-account-confirm-email-action = Confirmer mon adresse
mail-account-confirm-email-after =
    Le lien est valable sept jours et ne sert qu'une fois. Si cette inscription ne vient pas de vous, ne faites rien : sans confirmation, l'adresse ne sera pas utilisée.
mail-account-already-registered-subject = Vous avez déjà un compte
mail-account-already-registered-body =
    Quelqu'un, sans doute vous, a voulu s'inscrire avec cette adresse. Elle a déjà un compte : il suffit de vous connecter.

    Si vous ne savez plus votre mot de passe, la page de connexion permet d'en choisir un nouveau.
mail-account-already-registered-action = Me connecter
mail-account-already-registered-after =
    Si ce n'était pas vous, ne faites rien : votre compte n'a pas changé, et la personne qui a essayé n'a pas appris qu'il existe.
mail-account-password-reset-subject = Choisissez un nouveau mot de passe
mail-account-password-reset-body =
    Vous avez demandé à changer votre mot de passe. Ce lien ouvre une page où en choisir un nouveau.
mail-account-password-reset-action = Choisir un mot de passe
mail-account-password-reset-after =
    Le lien est valable deux heures et ne sert qu'une fois. Si vous n'avez rien demandé, ne faites rien : votre mot de passe reste le même.
mail-account-password-changed-subject = Votre mot de passe a été changé
mail-account-password-changed-body =
    Le mot de passe de votre compte vient d'être changé, et vos autres appareils ont été déconnectés.

    Si c'était vous, il n'y a rien à faire.
mail-account-password-changed-action = Ce n'était pas moi
mail-account-password-changed-after =
    Ce lien permet de choisir un nouveau mot de passe ; toute autre connexion sera alors fermée.

mail-membership-applied-subject = { $name } demande à rejoindre la communauté
mail-membership-applied-body =
    Une personne a confirmé son adresse et attend d'être admise. Jusque-là, elle ne peut ni publier ni échanger.
mail-membership-applied-action = Voir la demande
mail-membership-applied-why = Vous recevez ce message parce que vous tenez le registre des membres.
mail-membership-admitted-subject = Bienvenue : votre adhésion à « { $ecosystem } » est acceptée
mail-membership-admitted-body =
    Vous êtes maintenant membre de « { $ecosystem } ». Vous pouvez publier des offres et des demandes, proposer des échanges et voter.

    Une heure de n'importe qui vaut une heure. Pour commencer, dites ce que vous savez faire, ou ce dont vous avez besoin : votre premier échange est possible sans avoir encore rien donné.
mail-membership-admitted-action = Voir les annonces

mail-match-found-subject = Une annonce pour vous : « { $title } »
mail-match-found-body =
    Une nouvelle annonce correspond à l'une des vôtres.
mail-match-found-action = Voir l'annonce
mail-match-found-request-subject = Une demande pour vous : « { $title } »
mail-match-found-request-body =
    { $other } cherche de l'aide, et votre offre « { $own_title } » semble y répondre. Si cela vous convient, proposez un échange ; sinon, il n'y a rien à faire.
mail-match-found-request-action = Voir la demande
mail-match-found-offer-subject = Une offre pour vous : « { $title } »
mail-match-found-offer-body =
    { $other } propose quelque chose qui semble répondre à votre demande « { $own_title } ». Si cela vous convient, proposez un échange ; sinon, il n'y a rien à faire.
mail-match-found-offer-action = Voir l'offre

mail-exchange-moved-subject = Du nouveau dans votre échange « { $title } »
mail-exchange-moved-body =
    Votre échange a avancé. Sa page dit où il en est et à qui c'est le tour.
mail-exchange-moved-action = Voir l'échange
mail-exchange-moved-proposal-subject = { $by } vous propose un échange : « { $title } »
mail-exchange-moved-proposal-body =
    { $by } vous propose un échange. C'est à vous de répondre : vous pouvez accepter ou refuser.
mail-exchange-moved-proposal-action = Répondre
mail-exchange-moved-proposal-after =
    Sans réponse dans le délai, la proposition s'éteint et aucune heure ne bouge.
mail-exchange-moved-agreement-subject = { $by } accepte l'échange « { $title } »
mail-exchange-moved-agreement-body =
    L'échange est convenu. Si vous échangez du temps, les heures sont réservées jusqu'à ce que l'aide soit donnée et confirmée.
mail-exchange-moved-refusal-subject = { $by } ne peut pas faire l'échange « { $title } »
mail-exchange-moved-refusal-body =
    La proposition est refusée ; aucune heure n'a bougé. D'autres membres offrent peut-être la même chose.
mail-exchange-moved-cancellation-subject = L'échange « { $title } » est annulé
mail-exchange-moved-cancellation-body =
    L'échange est annulé. Les heures réservées sont rendues.
mail-exchange-moved-expiry-subject = La proposition « { $title } » s'est éteinte
mail-exchange-moved-expiry-body =
    Le délai est passé sans suite : la proposition s'est éteinte. Les heures éventuellement réservées sont rendues.
mail-exchange-moved-delivery-subject = À confirmer : { $by } a donné l'aide « { $title } »
mail-exchange-moved-delivery-body =
    { $by } dit avoir donné l'aide. C'est à vous de confirmer ce que vous avez reçu, ou de dire ce qui ne va pas.
mail-exchange-moved-delivery-action = Confirmer ou signaler un désaccord
mail-exchange-moved-delivery-after =
    Sans réponse de votre part dans le délai, l'échange est confirmé de lui-même.
mail-exchange-moved-confirmation-subject = L'échange « { $title } » est confirmé
mail-exchange-moved-confirmation-body =
    L'aide est confirmée et l'échange est terminé. Vous pouvez maintenant laisser un avis.
mail-exchange-moved-confirmation-action = Laisser un avis
mail-exchange-moved-auto-confirmation-subject = L'échange « { $title } » est confirmé
mail-exchange-moved-auto-confirmation-body =
    Personne n'a signalé de désaccord dans le délai : l'échange est confirmé de lui-même et terminé. Vous pouvez maintenant laisser un avis.
mail-exchange-moved-auto-confirmation-action = Laisser un avis
mail-exchange-moved-dispute-subject = Désaccord sur l'échange « { $title } »
mail-exchange-moved-dispute-body =
    { $by } signale un désaccord. Les heures restent réservées jusqu'à ce qu'une personne chargée de la médiation tranche. Le plus simple est souvent d'en parler d'abord ensemble.
mail-exchange-moved-resolution-subject = Le désaccord sur « { $title } » est réglé
mail-exchange-moved-resolution-body =
    La médiation a rendu sa décision ; la page de l'échange dit laquelle et pourquoi.
mail-exchange-moved-review-subject = { $by } a laissé un avis sur « { $title } »
mail-exchange-moved-review-body =
    Vous pouvez lire l'avis sur la page de l'échange, et laisser le vôtre si ce n'est pas fait.
mail-exchange-moved-review-action = Lire l'avis

mail-why-mediation = Vous recevez ce message parce que vous assurez la médiation chez « { $ecosystem } ».
mail-mediation-needed-subject = Une médiation est demandée : « { $title } »
mail-mediation-needed-body =
    { $by } signale un désaccord sur un échange. Les heures restent réservées jusqu'à votre décision. Écoutez les deux personnes avant de trancher.
mail-mediation-needed-action = Voir l'échange

mail-hours-received-subject = { $from } vous a envoyé { $minutes }
mail-hours-received-body =
    Ces heures sont sur votre compte, vous pouvez en disposer dès maintenant.
mail-hours-received-action = Voir mon compte
mail-hours-reversed-subject = Un transfert de { $minutes } a été annulé
mail-hours-reversed-body =
    { $by }, qui tient la trésorerie, a annulé un transfert entre vous et une autre personne. Votre relevé montre les deux écritures et la raison.
mail-hours-reversed-action = Voir mon compte
mail-hours-warning-subject = Votre solde d'heures est bas
mail-hours-warning-body =
    Votre solde est de { $balance_minutes }. Rien n'est bloqué, et avoir un solde négatif est normal : cela veut dire que d'autres vous ont aidé.

    C'est peut-être le bon moment pour proposer quelque chose : beaucoup de demandes attendent une réponse.
mail-hours-warning-action = Voir mon compte
mail-hours-warning-after = Ce message est toujours envoyé, parce qu'il concerne ce que vous pouvez encore échanger.

mail-vote-opened-subject = Le vote est ouvert : { $title }
mail-vote-opened-body =
    Une proposition est soumise au vote des membres. Vous pouvez la lire, la discuter et voter ; votre vote peut être changé jusqu'à la clôture.
mail-vote-opened-action = Lire et voter
mail-vote-reminder-subject = Dernier rappel avant la clôture : { $title }
mail-vote-reminder-body =
    Le vote se termine bientôt et vous n'avez pas encore voté. S'abstenir compte aussi pour le quorum.
mail-vote-reminder-action = Lire et voter
mail-vote-reminder-after = C'est le seul rappel pour ce vote.
mail-vote-closed-subject = Le vote est clos : { $title }
mail-vote-closed-body =
    Le vote est clos et compté. Le registre des décisions dit ce qui a été décidé et ce qui change.
mail-vote-closed-action = Voir le résultat
mail-vote-closed-passed-subject = Adopté : { $title }
mail-vote-closed-passed-body =
    { $summary }

    Le registre des décisions garde cette phrase, et chacun peut recompter les bulletins.
mail-vote-closed-rejected-subject = Rejeté : { $title }
mail-vote-closed-rejected-body =
    { $summary }

    Chacun peut recompter les bulletins.
mail-vote-closed-quorum-not-met-subject = Quorum non atteint : { $title }
mail-vote-closed-quorum-not-met-body =
    { $summary }

    La proposition peut être présentée à nouveau.
mail-vote-comment-subject = { $by } commente « { $title } »
mail-vote-comment-body =
    { $by } a écrit un commentaire dans une discussion à laquelle vous prenez part.
mail-vote-comment-action = Lire la discussion

mail-rule-changed-subject = { $change }
mail-rule-changed-body =
    Une règle de la communauté a changé. Les prochains échanges et votes suivent la nouvelle règle ; ce qui est déjà convenu garde l'ancienne.
mail-rule-changed-action = Voir les règles

mail-listing-expiring-subject = Votre annonce « { $title } » se termine bientôt
mail-listing-expiring-body =
    Si elle est toujours d'actualité, renouvelez-la en un clic ; sinon, elle disparaîtra d'elle-même de la recherche.
mail-listing-expiring-action = Voir mon annonce
mail-listing-expired-subject = Votre annonce « { $title } » est terminée
mail-listing-expired-body =
    Elle n'apparaît plus dans la recherche. Vous pouvez la renouveler quand vous voulez.
mail-listing-expired-action = Voir mon annonce
mail-listing-moderated-subject = Votre annonce « { $title } » a été mise en pause
mail-listing-moderated-body =
    Une personne chargée de la modération l'a mise en pause. Vous pouvez la corriger et la publier à nouveau.
mail-listing-moderated-action = Voir mon annonce
mail-fact-reason = Raison
