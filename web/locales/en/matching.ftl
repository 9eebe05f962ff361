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
reason-related-meaning = related in meaning
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

# What one can do, and the requests that look for it.
skills-title = My skills
skills-lead = What you can do, even without an offer, and the requests that need it.
skills-requests = Requests for your skills
skills-none = Say what you can do: the requests that need it will appear here, and you will be told of new ones.
skills-requests-none = No open request looks for your skills at the moment. You will be told of new ones.
skills-pages = Pages of requests for your skills
skills-declare = Say what I can do
skills-declare-hint = At most 20. They serve to find requests for you; nothing binds you.
skills-save = Save my skills
skills-all = All these requests, and my skills
done-skills-saved = Your skills are saved.
