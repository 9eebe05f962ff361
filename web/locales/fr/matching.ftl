# Les raisons d'un rapprochement, dites à qui cherche.
reason-shared-skills = { $count ->
    [one] même compétence : { $names }
   *[other] mêmes compétences : { $names }
}
reason-same-category = même métier ({ $name })
reason-shared-words = { $count ->
    [one] mot commun : { $words }
   *[other] mots communs : { $words }
}
reason-very-near = tout près
reason-related-meaning = de sens proche
reason-distance = à { $km } km
reason-remote = possible à distance
reason-free-at = libre { $day } { $from }–{ $to }
reason-free-all-day = libre { $day } toute la journée
reason-speaks-fr = parle français
reason-speaks-en = parle anglais
reason-speaks-es = parle espagnol
reason-speaks-it = parle italien
reason-speaks-de = parle allemand
reason-speaks-pt = parle portugais
reason-speaks-ar = parle arabe
reason-speaks = même langue ({ $language })
reason-accepts-gift = accepte le don
reason-accepts-time = accepte le temps ({ $time })
reason-accepts-money = accepte l'argent ({ $amount } €)
reason-past-exchanges = { $count ->
    [one] { $count } échange mené ensemble
   *[other] { $count } échanges menés ensemble
}

# Ce que l'on sait faire, et les demandes qui le cherchent.
skills-title = Mes compétences
skills-lead = Ce que vous savez faire, même sans offre publiée, et les demandes qui en ont besoin.
skills-requests = Demandes pour vos compétences
skills-none = Dites ce que vous savez faire : les demandes qui en ont besoin apparaîtront ici, et un message vous préviendra des nouvelles.
skills-requests-none = Aucune demande ouverte ne cherche vos compétences en ce moment. Un message vous préviendra des nouvelles.
skills-pages = Pages des demandes pour vos compétences
skills-declare = Dire ce que je sais faire
skills-declare-hint = 20 au plus. Elles servent à trouver des demandes pour vous ; rien ne vous engage.
skills-save = Enregistrer mes compétences
skills-all = Toutes ces demandes, et mes compétences
done-skills-saved = Vos compétences sont enregistrées.
