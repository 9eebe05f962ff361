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
