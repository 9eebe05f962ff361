# La charte : les textes que les membres ont adoptés par un vote.
refusal-charter-text-unknown = La charte n'a pas ce texte.
refusal-charter-text-repealed = Ce texte a déjà été abrogé.
refusal-charter-version-unknown = Ce texte n'a pas cette version.

charter-title = Charte
charter-lead = Les textes que les membres ont adoptés. Seul un vote les change, et chaque version reste lisible.
charter-caption = Textes de la charte
charter-none-title = La charte n'a pas encore de texte
charter-none-text = Un texte est adopté par un vote des membres.
charter-text = Texte
charter-version = Version
charter-version-number = Version { $version }
charter-adopted = Adopté
charter-adopting-vote = par ce vote
charter-in-force = en vigueur
charter-repealed = abrogé
charter-replaced = remplacé
charter-repealed-at = Abrogé
charter-repealing-vote = par ce vote
charter-to-newest = Ceci est une version antérieure. Lire la plus récente.
charter-difference = Ce qui change de la version { $from } à la version { $to }
charter-difference-hint = Les lignes marquées + sont ajoutées, celles marquées − sont retirées.
charter-line-added = Ajouté :
charter-line-removed = Retiré :
charter-history-caption = Versions, de la plus récente à la plus ancienne
charter-back = Toute la charte
