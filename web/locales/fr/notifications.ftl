# Notifications, préférences, désabonnement, courriels en souffrance.
refusal-notification-mode-unavailable = Cette sorte de nouvelle ({ $kind }) ne peut être que : { $modes }.
refusal-notifications-only-read = Toutes ensemble, les notifications peuvent seulement être marquées comme lues.
refusal-unsubscribe-token-invalid = Ce lien de désabonnement n'est pas complet. Copiez-le en entier depuis le message.
refusal-delivery-not-dead = Seul un message qui n'a pas pu être remis peut être renvoyé.
refusal-delivery-without-address = Ce membre n'a plus d'adresse e-mail.

notifications-title = Notifications
notifications-lead = Ce qui vous concerne, du plus récent au plus ancien.
notifications-unread-only = Non lues seulement
notifications-all = Toutes
notifications-mark-all = Tout marquer comme lu
notifications-none = Aucune notification.
notifications-none-unread = Tout est lu.
notifications-new = Nouveau
notifications-mark-read = Marquer comme lue
notifications-older = Plus anciennes
notifications-newest = Revenir aux plus récentes
notifications-preferences = Choisir ce que je reçois par e-mail
notifications-pages = Pages de notifications
done-notifications-read = Tout est marqué comme lu.
done-notification-read = La notification est marquée comme lue.
done-preferences-saved = Vos choix sont enregistrés.
done-delivery-requeued = Le message sera renvoyé dans un instant.

preferences-title = Ce que je reçois par e-mail
preferences-lead = Choisissez pour chaque sorte de nouvelle. Tout reste visible dans vos notifications, même sans e-mail.
preferences-kind = Nouvelle
preferences-mode-instant = Aussitôt
preferences-mode-daily = Une fois par jour
preferences-mode-off = Pas d'e-mail
preferences-save = Enregistrer
preferences-always = Les messages sur l'accès à votre compte (confirmation, mot de passe) sont toujours envoyés.
preferences-daily-hint = Le résumé du jour part à 7 h. Au-delà de 30 messages en 24 heures, les suivants attendent le résumé.
preferences-bouncing = Votre adresse refuse nos messages. Vérifiez-la dans votre profil : tant qu'elle n'est pas confirmée à nouveau, vous ne recevrez que les messages sur votre compte.

kind-membership-applied = Une personne demande à rejoindre la communauté (registre)
kind-membership-admitted = Mon adhésion est acceptée
kind-match-found = Une annonce correspond à l'une des miennes
kind-exchange-moved = Un de mes échanges avance
kind-mediation-needed = Un échange a besoin de médiation
kind-hours-received = On m'envoie des heures
kind-hours-warning = Mon solde d'heures est bas
kind-vote-opened = Un vote s'ouvre
kind-vote-reminder = Un vote se termine et je n'ai pas voté
kind-vote-closed = Un vote est clos
kind-vote-comment = Un commentaire dans une discussion que je suis
kind-rule-changed = Une règle a changé
kind-listing-expiring = Une de mes annonces se termine bientôt
kind-listing-expired = Une de mes annonces est terminée
kind-listing-moderated = Une de mes annonces est mise en pause par la modération
kind-hours-reversed = Un de mes transferts est annulé
kind-account-confirm-email = Confirmation d'adresse
kind-account-already-registered = Adresse déjà inscrite
kind-account-password-reset = Nouveau mot de passe
kind-account-password-changed = Mot de passe changé

unsubscribe-title = Ne plus recevoir ces messages
unsubscribe-question = Vous ne recevrez plus d'e-mail de cette sorte : { $kind }. La nouvelle restera visible dans vos notifications.
unsubscribe-question-summary = Vous ne recevrez plus le résumé du jour. Les nouvelles resteront visibles dans vos notifications.
unsubscribe-button = Ne plus recevoir
unsubscribe-done-title = C'est fait
unsubscribe-done = Vous ne recevrez plus ces e-mails. Vous pouvez changer d'avis à tout moment dans vos préférences.
unsubscribe-preferences = Mes préférences

mail-operator-title = Courriels
mail-operator-lead = Les messages qui n'ont pas pu être remis, et ceux qui attendent dans le dossier quand aucun serveur de courrier n'est réglé.
mail-operator-dead = Messages non remis
mail-operator-none-dead = Tous les messages ont été remis.
mail-operator-resend = Renvoyer
mail-operator-address = Adresse
mail-operator-what = Message
mail-operator-why = Raison
mail-operator-when = Écrit
mail-operator-tries = { $count ->
    [one] un essai
   *[other] { $count } essais
}
mail-operator-files = Fichiers du dossier
mail-operator-files-hint = Aucun serveur de courrier n'est réglé (COMMONHOUR_SMTP_URL) : les messages sont écrits dans le dossier de données, le plus récent d'abord. Ils contiennent des liens personnels.
mail-operator-no-files = Aucun fichier.
mail-operator-file = Fichier
mail-operator-size = Taille
mail-operator-bytes = { $count } octets
