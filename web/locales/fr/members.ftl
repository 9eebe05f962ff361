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
member-left-name = Ancien membre
