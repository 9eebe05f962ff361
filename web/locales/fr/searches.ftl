# Recherches enregistrées, pistes pour chercher plus large, membres bloqués.
refusal-saved-searches-full = Vous avez déjà { $max } recherches enregistrées, le plus qu'on peut garder. Supprimez-en une d'abord.
refusal-search-words-empty = Ces mots seuls ne disent rien à la recherche : écrivez ce que vous cherchez.
refusal-block-oneself = On ne se bloque pas soi-même.
refusal-blocks-too-many = Vous bloquez déjà { $max } membres, le plus qu'on peut. Débloquez quelqu'un d'abord.
refusal-exchange-not-possible = Cette annonce ne prend pas de proposition de votre part en ce moment.
refusal-suggestions-max-out-of-range = Indiquez un nombre de 0 à { $max }.

searches-title = Mes recherches
searches-lead = Ce que vous cherchez, gardé ici. Quand une annonce qui convient est publiée, vous l'apprenez comme vous le souhaitez.
searches-to-market = Chercher dans le marché
searches-none-title = Aucune recherche enregistrée
searches-none-text = Cherchez dans le marché, puis enregistrez la recherche : vous saurez dès qu'une annonce qui convient arrive.
searches-pages = Pages de recherches
searches-everything = Toutes les annonces
searches-save-title = Enregistrer cette recherche
searches-tell-me = Me prévenir quand quelque chose arrive
searches-save = Enregistrer la recherche
searches-name = Nom de la recherche
searches-name-hint = Vide : le nom est fait de vos choix.
searches-alert = Me prévenir
searches-alert-hint = « Aussitôt » reste dans la limite par jour de vos préférences ; le reste va au résumé du jour.
searches-alert-at_once = Aussitôt, par e-mail
searches-alert-digest = Dans le résumé du jour
searches-alert-none = Ne pas me prévenir
searches-hits = { $count ->
    [0] aucune annonce signalée
    [one] une annonce signalée
   *[other] { $count } annonces signalées
}
searches-change = Modifier
searches-change-title = Modifier une recherche
searches-change-save = Enregistrer
searches-back = Toutes mes recherches
searches-delete = Supprimer
searches-undo = Annuler la suppression
done-search-saved = La recherche est enregistrée.
done-search-changed = La recherche est modifiée.
done-search-deleted = La recherche est supprimée. Vous pouvez la rétablir pendant sept jours.
done-search-restored = La recherche est rétablie.

widening-title = Chercher plus large
widening-listing-title = En attendant, voici ce qui s'en approche
widening-further = Jusqu'à { $km } km
widening-anywhere = Sans limite de distance
widening-any-day = N'importe quel jour
widening-remote = À distance aussi
widening-remote-instead = À distance plutôt
widening-on-site = Sur place aussi
widening-any-terms = Quelle que soit la contrepartie
widening-any-category = Dans tous les métiers
widening-related-skills = Des compétences voisines : { $names }

blocks-title = Membres bloqués
blocks-none-title = Vous ne bloquez personne
blocks-none-text = Le bouton pour bloquer quelqu'un se trouve sur sa page.
blocks-pages = Pages de membres bloqués
blocks-since = depuis le { $date }
block-title = Ne plus avoir affaire à ce membre
block-explained = Vous ne verrez plus les annonces l'un de l'autre dans la recherche et les correspondances, vous ne recevrez plus d'avis l'un sur l'autre, et aucun des deux ne pourra proposer d'échange à l'autre. Les échanges en cours continuent. La personne n'en est pas informée.
block-submit = Bloquer { $name }
block-question = Bloquer ce membre ? Vous pourrez le débloquer à tout moment.
block-yes = Bloquer
block-in-force = Vous bloquez ce membre.
block-undo = Débloquer { $name }
done-member-blocked = Ce membre est bloqué. Vous pouvez le débloquer ici à tout moment.
done-member-unblocked = Ce membre n'est plus bloqué.

preferences-suggestions-max = Correspondances et alertes envoyées aussitôt, par jour au plus
preferences-suggestions-max-hint = De 0 à 30. Les suivantes attendent le résumé du jour ; avec 0, toutes l'attendent.
kind-saved-search = Une annonce convient à l'une de mes recherches
unsubscribe-question-search = Vous ne recevrez plus d'alerte pour cette recherche : { $name }. Elle reste dans vos recherches.

mail-why-searches = Vous recevez ce message parce que vous avez enregistré cette recherche sur « { $ecosystem } ». Le lien de désabonnement n'arrête que l'alerte de cette recherche.
mail-fact-search = Recherche
mail-fact-where = Lieu
mail-fact-accepts = Contrepartie
mail-saved-search-subject = Pour votre recherche : « { $title } »
mail-saved-search-body =
    { $other } vient de publier une annonce qui convient à l'une de vos recherches enregistrées. Si elle vous intéresse, proposez un échange ; sinon, il n'y a rien à faire.
mail-saved-search-action = Voir l'annonce
