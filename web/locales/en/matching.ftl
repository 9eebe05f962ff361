# The reasons for a match, told to whoever looks.
reason-shared-skills = { $count ->
    [one] same skill: { $names }
   *[other] same skills: { $names }
}
reason-same-category = same trade ({ $name })
reason-shared-words = { $count ->
    [one] word in common: { $words }
   *[other] words in common: { $words }
}
reason-very-near = very near
reason-distance = { $km } km away
reason-remote = possible at a distance
reason-free-at = free { $day } { $from }–{ $to }
reason-free-all-day = free all day { $day }
reason-speaks-fr = speaks French
reason-speaks-en = speaks English
reason-speaks-es = speaks Spanish
reason-speaks-it = speaks Italian
reason-speaks-de = speaks German
reason-speaks-pt = speaks Portuguese
reason-speaks-ar = speaks Arabic
reason-speaks = same language ({ $language })
reason-accepts-gift = accepts a gift
reason-accepts-time = accepts time ({ $time })
reason-accepts-money = accepts money (€{ $amount })
reason-past-exchanges = { $count ->
    [one] { $count } exchange carried through together
   *[other] { $count } exchanges carried through together
}
