# Le cadre de chaque page.
skip-to-content = Aller au contenu
nav-label = Menu principal
nav-menu = Menu
nav-market = Marché
nav-exchanges = Mes échanges
nav-hours = Heures
nav-decisions = Décisions
nav-assemblies = Assemblées
nav-members = Membres
nav-rules = Règles
nav-fund = Fonds
nav-notifications = Notifications
nav-profile = Profil
nav-unread = non lues
nav-logout = Se déconnecter
nav-login = Se connecter
nav-register = S’inscrire
flash-ok = C’est fait.
flash-warning = À noter.
flash-error = Pas fait.
footer-about = Place de marché coopérative et banque du temps, logiciel libre.
footer-label = À propos de ce site
footer-api = Données ouvertes et API

# Ce qui n'a pas marché, en titre.
error-400 = Demande illisible
error-401 = Connectez-vous d'abord
error-403 = Non autorisé
error-404 = Rien à cette adresse
error-405 = Impossible ici
error-409 = Impossible en l'état
error-413 = Trop grand
error-422 = Quelque chose est à corriger
error-429 = Trop d'essais
error-500 = C'est notre faute
error-503 = Occupé un instant
error-request-id = Si vous nous écrivez à ce sujet, citez ce numéro :
error-back-home = Retour à la première page
form-optional = (facultatif)
form-problem = Corrigez ce qui est signalé.

home-title = Bienvenue
home-lead = Les membres demandent de l'aide et offrent la leur. L'heure est l'unité : une heure de chacun vaut une heure, et le don passe d'abord.
home-waiting = Ce qui vous attend
home-nothing-waits = Rien ne vous attend aujourd'hui.
home-turns = { $count ->
    [one] Un échange attend votre réponse
   *[other] { $count } échanges attendent votre réponse
}
home-vote = Votez : { $title }
home-applicants = { $count ->
    [one] Une personne demande à être admise
   *[other] { $count } personnes demandent à être admises
}
home-disputes = { $count ->
    [one] Un désaccord attend une médiation
   *[other] { $count } désaccords attendent une médiation
}
home-ask = Demander de l'aide
home-offer = Offrir mon aide
home-newest = Les dernières annonces
home-newest-none = Pas encore d'annonce. La première peut être la vôtre.
home-all-listings = Tout le marché
home-kind-offer = Offre
home-kind-request = Demande
home-waits-title = Votre adhésion attend
home-waits-text = Confirmez votre adresse avec le lien reçu par e-mail. Une personne chargée des admissions vous accueillera ensuite ; vous recevrez un message.
home-point-market = Le marché relie les demandes et les offres, et dit pourquoi elles vont ensemble.
home-point-hours = La banque du temps compte ce qui est donné à côté du solde : donner est toujours possible.
home-point-votes = Les membres votent les règles ; une décision adoptée change le système d'elle-même.
