# Les équipes : plusieurs membres pour une demande qui nomme des rôles.
refusal-roles-of-offer = Seule une demande a des rôles.
refusal-roles-too-few = Nommez au moins { $min } rôles, ou aucun.

market-roles = Rôles
market-roles-field = Rôles, s'il faut plusieurs personnes
market-roles-hint = Un par ligne, de 2 à 6, avec une durée si vous voulez : « réparer des vélos, 2 h ». Des équipes vous seront proposées. Rien pour une seule personne, ni pour une offre.
market-teams-link = Voir les équipes possibles
market-propose-for-role = Pour ma demande « { $title } », le rôle « { $role } ».

teams-title = Équipes possibles
teams-for = Pour la demande
teams-lead = Chaque équipe couvre les rôles avec des membres différents, proches les uns des autres et libres en même temps. Ce ne sont que des suggestions : personne n'est prévenu.
teams-roles = Les rôles un par un
teams-candidates = { $count ->
    [0] personne pour l'instant ; chercher
    [one] une offre possible ; chercher
   *[other] { $count } offres possibles ; chercher
}
teams-asked-one-by-one = Chaque membre reçoit sa propre proposition d'échange, et l'accepte ou la refuse.
teams-no-roles = Pas de rôles
teams-no-roles-text = Nommez deux à six rôles dans votre demande, et des équipes seront proposées ici.
teams-one-person = Cette annonce ne demande pas d'équipe.
teams-name-roles = Nommer des rôles
teams-past = Demande terminée
teams-past-text = Elle n'est plus publiée : plus personne n'est cherché.
teams-none = Pas encore d'équipe
teams-none-text = Aucune offre ne répond à ces rôles. Essayez d'autres mots pour les dire, ou cherchez-les un par un.
teams-not-all = Il y a tant d'offres que toutes les équipes n'ont pas été comparées : de meilleures existent peut-être.

team-number = Équipe { $number }
team-reasons = Ce qui réunit cette équipe
team-open = Personne dans cette équipe pour ce rôle.
team-search = Chercher une offre
team-propose = Proposer un échange à { $name }
team-remote = possible à distance
team-very-near = tout près les uns des autres
team-largest-distance = { $km } km entre les plus éloignés
team-free-at = toutes et tous libres { $day } { $from }–{ $to }
team-free-all-day = toutes et tous libres { $day } toute la journée
team-no-common-time = aucun créneau commun annoncé
team-times-to-agree = { $count ->
    [one] horaires à convenir avec un membre
   *[other] horaires à convenir avec { $count } membres
}
