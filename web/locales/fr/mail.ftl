# Les courriels : pour chaque sorte de nouvelle, l'objet (aussi la ligne dans la liste), le texte, le lien.
mail-greeting = Bonjour { $name },
mail-preferences = Choisir ce que je reçois
mail-unsubscribe = Ne plus recevoir ce genre de message

mail-why-account = Ce message concerne l'accès à votre compte ; il est toujours envoyé.
mail-why-membership = Vous recevez ce message parce que vous avez demandé à rejoindre « { $ecosystem } ».
mail-why-matches = Vous recevez ce message parce qu'une de vos annonces ou de vos compétences sur « { $ecosystem } » correspond.
mail-why-exchanges = Vous recevez ce message parce que vous prenez part à cet échange.
mail-why-hours = Vous recevez ce message parce qu'il concerne votre compte d'heures chez « { $ecosystem } ».
mail-why-votes = Vous recevez ce message parce que les membres de « { $ecosystem } » décident ensemble.
mail-why-delegations = Vous recevez ce message parce que dans « { $ecosystem } » un membre peut voter pour un autre.
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
mail-fact-scope = Pour
mail-fact-expires-at = Jusqu'au
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
mail-match-found-skills-subject = Une demande pour vos compétences : « { $title } »
mail-match-found-skills-body =
    { $other } cherche de l'aide dans ce que vous avez dit savoir faire. Si cela vous convient, proposez un échange ; sinon, il n'y a rien à faire.
mail-match-found-skills-action = Voir la demande

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
    { $by } signale un désaccord. Les heures restent réservées jusqu'à votre décision. Écoutez les deux personnes avant de trancher.
mail-mediation-needed-action = Voir le désaccord

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

mail-vote-discussion-subject = En discussion : { $title }
mail-vote-discussion-body =
    Une proposition est mise en discussion avant le vote. Lisez-la, posez vos questions, proposez des changements.
mail-vote-discussion-action = Lire et discuter
mail-decision-enacted-subject = La décision prend effet : { $title }
mail-decision-enacted-body =
    { $summary }
mail-decision-enacted-action = Voir la décision
mail-decision-failed-subject = Une décision ne peut pas être appliquée : { $title }
mail-decision-failed-body =
    { $summary }
mail-decision-failed-after = Le vote reste valable. Aux membres de dire la suite, par une nouvelle proposition par exemple.
mail-decision-failed-action = Voir la décision
mail-decision-review-subject = Une décision est à revoir : { $title }
mail-decision-review-body =
    Le jour fixé pour revoir cette décision est venu. { $summary }
mail-decision-review-action = Voir la décision
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

mail-amendment-written-subject = { $by } propose un amendement à « { $title } »
mail-amendment-written-body =
    { $by } a écrit un amendement à une proposition à laquelle vous prenez part. Son auteur peut le reprendre, le décliner ou le laisser concourir au vote.
mail-amendment-written-action = Lire l'amendement
mail-amendment-answered-subject = Une réponse à votre amendement : { $title }
mail-amendment-answered-body =
    Votre amendement n° { $amendment } a reçu une réponse.
mail-amendment-answered-action = Lire la réponse
mail-amendment-answered-merged-subject = Votre amendement est repris : { $title }
mail-amendment-answered-merged-body =
    L'auteur de la proposition a repris votre amendement n° { $amendment }. La proposition dit maintenant ce que vous aviez écrit.
mail-amendment-answered-declined-subject = Votre amendement n'est pas repris : { $title }
mail-amendment-answered-declined-body =
    L'auteur de la proposition n'a pas repris votre amendement n° { $amendment }. Vous pouvez en écrire un autre tant que le vote n'est pas ouvert.
mail-amendment-answered-competing-subject = Votre amendement sera soumis au vote : { $title }
mail-amendment-answered-competing-body =
    L'auteur de la proposition laisse votre amendement n° { $amendment } concourir : il sera une option du vote, à côté du texte d'origine.
mail-nomination-received-subject = { $by } vous propose pour un mandat : { $title }
mail-nomination-received-body =
    { $by } pense à vous pour ce mandat et dit pourquoi. Dans cette élection, personne n'est candidat : les membres proposent, puis décident par consentement.

    Si vous ne voulez pas de ce mandat, vous pouvez le dire dès maintenant.
mail-nomination-received-action = Lire les propositions

mail-vote-delegation-lost-subject = Votre voix n'est dans aucun bulletin : { $title }
mail-vote-delegation-lost-body =
    Le vote se termine bientôt. Vous avez délégué votre voix, mais en l'état elle n'est dans aucun bulletin.

    Vous pouvez voter vous-même : votre propre bulletin l'emporte toujours.
mail-vote-delegation-lost-action = Lire et voter
mail-vote-delegation-lost-after = C'est le seul rappel pour ce vote.
mail-vote-delegation-lost-delegate-not-voted-subject = La personne qui porte votre voix n'a pas encore voté : { $title }
mail-vote-delegation-lost-delegate-not-voted-body =
    Le vote se termine bientôt. Vous avez délégué votre voix, et la personne à qui elle va n'a pas voté. Si elle ne le fait pas, votre voix ne sera dans aucun bulletin.

    Vous pouvez voter vous-même : votre propre bulletin l'emporte toujours.
mail-vote-delegation-lost-cycle-subject = Votre délégation tourne en rond : { $title }
mail-vote-delegation-lost-cycle-body =
    Le vote se termine bientôt. Vous avez délégué votre voix, mais les délégations qui la suivent tournent en rond et personne dans ce cercle n'a voté. En l'état, votre voix ne sera dans aucun bulletin.

    Votez vous-même : votre propre bulletin l'emporte toujours, et il compte aussi pour ceux du cercle qui comptent sur vous.
mail-vote-delegation-lost-dead-end-subject = Votre délégation ne mène nulle part : { $title }
mail-vote-delegation-lost-dead-end-body =
    Le vote se termine bientôt. Vous avez délégué votre voix, mais elle finit chez quelqu'un qui ne peut pas voter ici. En l'état, elle ne sera dans aucun bulletin.

    Votez vous-même : votre propre bulletin l'emporte toujours.
mail-vote-delegation-lost-over-cap-subject = La personne qui porte votre voix en porte trop : { $title }
mail-vote-delegation-lost-over-cap-body =
    Le vote se termine bientôt. Vous avez délégué votre voix, mais la personne à qui elle va porte déjà autant de voix que les règles le permettent. En l'état, la vôtre ne sera dans aucun bulletin.

    Votez vous-même : votre propre bulletin l'emporte toujours.

mail-delegation-requested-subject = { $other } vous demande de porter sa voix : { $scope }
mail-delegation-requested-body =
    Si vous acceptez, votre bulletin compte aussi pour { $other } dans les votes nominatifs où cette personne ne vote pas elle-même. Vous pouvez rendre sa voix quand vous voulez.

    Rien ne compte avant votre accord.
mail-delegation-requested-action = Accepter ou refuser
mail-delegation-answered-subject = { $other } a répondu à votre délégation : { $scope }
mail-delegation-answered-body =
    La page de vos délégations dit où elle en est.
mail-delegation-answered-action = Voir mes délégations
mail-delegation-answered-accepted-subject = { $other } accepte de porter votre voix : { $scope }
mail-delegation-answered-accepted-body =
    Désormais, le bulletin de { $other } compte pour vous là où vous ne votez pas vous-même. Vous pouvez reprendre votre voix à tout moment.
mail-delegation-answered-declined-subject = { $other } refuse de porter votre voix : { $scope }
mail-delegation-answered-declined-body =
    Votez vous-même, ou choisissez quelqu'un d'autre.
mail-delegation-ended-subject = Une délégation est terminée : { $scope }
mail-delegation-ended-body =
    La délégation entre vous et { $other } ne compte plus.
mail-delegation-ended-action = Voir mes délégations
mail-delegation-ended-revoked-subject = { $other } a repris sa voix : { $scope }
mail-delegation-ended-revoked-body =
    Votre bulletin ne compte plus pour { $other } ici. Vous n'avez rien à faire.
mail-delegation-ended-replaced-subject = { $other } a confié sa voix à quelqu'un d'autre : { $scope }
mail-delegation-ended-replaced-body =
    Votre bulletin ne compte plus pour { $other } ici. Vous n'avez rien à faire.
mail-delegation-ended-laid-down-subject = { $other } ne porte plus votre voix : { $scope }
mail-delegation-ended-laid-down-body =
    Désormais, seul votre propre bulletin compte pour vous ici. Votez vous-même, ou choisissez quelqu'un d'autre.
mail-delegation-expiring-subject = Votre délégation à { $other } expire bientôt : { $scope }
mail-delegation-expiring-body =
    Donnez-la à nouveau et elle continue, sans que { $other } ait à redonner son accord. Ne faites rien et elle s'éteint : seul votre propre bulletin comptera alors pour vous.
mail-delegation-expiring-action = Voir mes délégations
mail-why-assemblies = Vous recevez ceci parce que les membres de { $ecosystem } décident ensemble en assemblée.
mail-fact-starts-at = Date
mail-fact-place = Lieu
mail-fact-link = En ligne
mail-fact-agenda = Ordre du jour
mail-assembly-called-subject = Assemblée le { $starts_at } : { $title }
mail-assembly-called-body =
    Une assemblée est convoquée. Vous pouvez inscrire une question à l'ordre du jour jusqu'à son ouverture.

    Si vous ne pouvez pas venir, donnez procuration à quelqu'un sur la page de l'assemblée : cette personne parle pour vous dès qu'elle accepte.
mail-assembly-called-action = Voir l'assemblée
mail-assembly-changed-subject = Changement : assemblée le { $starts_at }, { $title }
mail-assembly-changed-body =
    L'assemblée a changé. Voici ce qui est prévu désormais. Si vous avez donné procuration, elle reste valable.
mail-assembly-changed-action = Voir l'assemblée
mail-assembly-cancelled-subject = Annulation : { $title }
mail-assembly-cancelled-body =
    L'assemblée n'aura pas lieu.
mail-assembly-cancelled-action = Voir l'assemblée
mail-assembly-closed-subject = Procès-verbal : { $title }
mail-assembly-closed-body =
    L'assemblée est terminée. Son procès-verbal dit qui était là, ce qui a été débattu et ce qui a été voté.
mail-assembly-closed-action = Lire le procès-verbal
mail-proxy-requested-subject = { $by } vous demande de porter sa procuration : { $title }
mail-proxy-requested-body =
    { $by } ne peut pas venir à l'assemblée et vous demande de porter sa voix. Elle compte dès que vous acceptez ; vous pouvez aussi refuser.
mail-proxy-requested-action = Répondre

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

mail-why-mandates = Vous recevez ce message parce qu'il concerne un mandat chez « { $ecosystem } ».
mail-fact-ends-at = Fin du terme
mail-fact-ended-at = Terminé le
mail-membership-college-changed-subject = Vous êtes maintenant dans le collège « { $college } »
mail-membership-college-changed-body =
    Vous êtes maintenant dans le collège « { $college } ». Dans les votes qui s'ouvriront désormais, votre bulletin y comptera ; les votes déjà ouverts gardent leur liste d'inscrits.
mail-membership-college-changed-action = Voir les collèges
mail-membership-college-changed-why = Vous recevez ce message parce qu'il concerne votre vote chez « { $ecosystem } ».
mail-mandate-ending-subject = Un mandat se termine bientôt : { $role }
mail-mandate-ending-body =
    Le mandat « { $role } » se termine le { $ends_at }. Il faut proposer une élection avant, pour que quelqu'un puisse prendre la suite.
mail-mandate-ending-action = Voir les mandats
mail-mandate-ending-holder-subject = Votre mandat « { $role } » se termine bientôt
mail-mandate-ending-holder-body =
    Votre mandat se termine de lui-même le { $ends_at }. Pour que quelqu'un prenne la suite, ou pour continuer, proposez une élection ou demandez-la à une personne de l'animation.

    C'est un bon moment pour écrire la note de passation à la personne qui suivra.
mail-mandate-ending-facilitator-subject = Le mandat « { $role } » de { $name } se termine bientôt
mail-mandate-ending-facilitator-body =
    Le mandat de { $name } se termine de lui-même le { $ends_at }. Proposez une élection à temps, pour que quelqu'un prenne la suite ou que { $name } continue.
mail-mandate-ended-subject = Un mandat est terminé : { $role }
mail-mandate-ended-body =
    Le mandat « { $role } » est terminé. La page des mandats dit qui tient quoi.
mail-mandate-ended-action = Voir les mandats
mail-mandate-ended-holder-subject = Votre mandat « { $role } » est terminé
mail-mandate-ended-holder-body =
    Votre mandat est terminé, avec les droits qu'il donnait. Merci de ce que vous avez fait pour la communauté.

    Pendant 30 jours vous pouvez encore écrire la note de passation à la personne qui suit.
mail-mandate-ended-facilitator-subject = Le mandat « { $role } » de { $name } est terminé
mail-mandate-ended-facilitator-body =
    Le mandat de { $name } est terminé, avec les droits qu'il donnait. Si plus personne ne tient ce rôle, proposez une élection.
