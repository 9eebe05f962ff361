# Membres : refus.
refusal-email-unconfirmed = Confirmez d'abord votre adresse e-mail : suivez le lien du message que vous avez reçu.
refusal-credentials-wrong = L'adresse e-mail ou le mot de passe ne convient pas.
refusal-too-many-attempts = Trop d'essais. Réessayez dans { $minutes } { $minutes ->
    [one] minute
   *[other] minutes
}.
refusal-password-too-short = Le mot de passe a au moins { $min } caractères.
refusal-password-too-common = Ce mot de passe est trop facile à deviner.
refusal-password-wrong = Ce n'est pas votre mot de passe actuel.
refusal-password-changed-meanwhile = Le mot de passe vient d'être changé ailleurs. Recommencez.
refusal-link-expired = Ce lien a déjà servi ou n'est plus valable. Demandez-en un nouveau.
refusal-slug-taken = Ce nom d'adresse est déjà pris par un autre écosystème.
refusal-time-zone-unknown = Ce fuseau horaire n'existe pas ; écrivez par exemple Europe/Paris.
refusal-locale-unknown = Les langues de l'interface sont le français (fr) et l'anglais (en).
refusal-language-unknown = Écrivez les langues par leur code de deux ou trois lettres : fr, en, oc…
refusal-languages-too-many = Indiquez { $max } langues au plus.
refusal-membership-exists = Vous avez déjà une adhésion à cet écosystème.
refusal-membership-own = On ne suspend pas sa propre adhésion.
refusal-membership-not-applicant = Cette personne n'est pas candidate : elle est déjà admise, suspendue ou partie.
refusal-membership-not-active = Cette personne n'est pas membre active.
refusal-membership-not-suspended = L'adhésion de cette personne n'est pas suspendue.
refusal-member-has-open-business = Votre compte n'est pas à zéro ou des heures y sont réservées. Soldez-le d'abord, par exemple par un don au fonds de solidarité.
refusal-email-taken = Cette adresse électronique appartient à quelqu’un d’autre.
member-left-name = Ancien membre

# Entrer : connexion, inscription, mot de passe oublié.
field-email = Adresse e-mail
field-email-hint = Elle n'est montrée qu'aux personnes qui tiennent le registre des membres.
field-password = Mot de passe
field-password-new = Nouveau mot de passe
field-password-current = Mot de passe actuel
field-password-hint = Au moins 10 caractères ; une phrase de quelques mots convient bien.
field-display-name = Nom montré aux autres membres
field-display-name-hint = Par exemple votre prénom et votre nom.
field-ecosystem = Communauté à rejoindre
login-title = Se connecter
login-submit = Se connecter
login-forgotten = Mot de passe oublié ?
login-no-account = Pas encore de compte ?
register-title = S'inscrire
register-lead = Inscrivez-vous pour demander de l'aide, offrir la vôtre et prendre part aux décisions.
register-submit = S'inscrire
register-known = Déjà un compte ?
register-sent-title = Regardez votre boîte aux lettres
register-sent-text = Nous vous avons envoyé un message. Suivez son lien pour confirmer votre adresse ; selon les règles de la communauté, une personne du registre admet ensuite votre adhésion.
register-sent-again = Le message n'est pas arrivé, ou le lien ne marche plus ?
confirm-title = Confirmer votre adresse
confirm-text = Appuyez sur le bouton pour confirmer que cette adresse e-mail est la vôtre.
confirm-submit = Confirmer mon adresse
resend-title = Recevoir à nouveau le message de confirmation
resend-text = Si un compte attend la confirmation de cette adresse, le message repart.
resend-submit = Renvoyer le message
forgotten-title = Mot de passe oublié
forgotten-text = Si un compte a cette adresse, nous lui envoyons un lien qui sert une fois, pendant deux heures.
forgotten-submit = Envoyer le lien
reset-title = Choisir un nouveau mot de passe
reset-submit = Enregistrer le mot de passe
done-logged-out = Vous êtes déconnecté.
done-email-confirmed = Votre adresse est confirmée.
done-mail-sent = Si cette adresse a un compte qui en a besoin, un message est en route.
done-password-set = Votre mot de passe est enregistré. Connectez-vous.
