# Saved searches, ways to search wider, blocked members.
refusal-saved-searches-full = You already keep { $max } searches, the most one can keep. Delete one first.
refusal-search-words-empty = These words alone tell the search nothing: write what you are looking for.
refusal-block-oneself = One does not block oneself.
refusal-blocks-too-many = You already block { $max } members, the most one can. Unblock somebody first.
refusal-exchange-not-possible = This listing takes no proposal from you at the moment.
refusal-suggestions-max-out-of-range = Give a number from 0 to { $max }.

searches-title = My searches
searches-lead = What you are looking for, kept here. When a listing that fits is published, you hear of it the way you choose.
searches-to-market = Search the market
searches-none-title = No saved search
searches-none-text = Search the market, then save the search: you will be told when a listing that fits comes.
searches-pages = Pages of searches
searches-everything = Every listing
searches-save-title = Save this search
searches-tell-me = Tell me when something comes
searches-save = Save the search
searches-name = Name of the search
searches-name-hint = Empty: the name is made from your choices.
searches-alert = Tell me
searches-alert-hint = “At once” keeps to the daily limit of your preferences; the rest goes into the daily summary.
searches-alert-at_once = At once, by e-mail
searches-alert-digest = In the daily summary
searches-alert-none = Do not tell me
searches-hits = { $count ->
    [0] no listing announced
    [one] one listing announced
   *[other] { $count } listings announced
}
searches-change = Change
searches-change-title = Change a search
searches-change-save = Save
searches-back = All my searches
searches-delete = Delete
searches-undo = Undo the deletion
done-search-saved = The search is saved.
done-search-changed = The search is changed.
done-search-deleted = The search is deleted. You can bring it back for seven days.
done-search-restored = The search is back.

widening-title = Search wider
widening-listing-title = Meanwhile, this comes close
widening-further = Up to { $km } km
widening-anywhere = At any distance
widening-any-day = On any day
widening-remote = At a distance too
widening-remote-instead = At a distance instead
widening-on-site = On site too
widening-any-terms = Whatever is given in return
widening-any-category = In every trade
widening-related-skills = Related skills: { $names }

blocks-title = Blocked members
blocks-none-title = You block nobody
blocks-none-text = The button to block somebody is on their page.
blocks-pages = Pages of blocked members
blocks-since = since { $date }
block-title = Have nothing to do with this member
block-explained = You will no longer see each other's listings in search and matches, nor be told of each other's, and neither of you will be able to propose an exchange to the other. Exchanges under way go on. The other person is not told.
block-submit = Block { $name }
block-question = Block this member? You can unblock them at any time.
block-yes = Block
block-in-force = You block this member.
block-undo = Unblock { $name }
done-member-blocked = This member is blocked. You can unblock them here at any time.
done-member-unblocked = This member is no longer blocked.

preferences-suggestions-max = Matches and alerts sent at once, per day at most
preferences-suggestions-max-hint = From 0 to 30. The next ones wait for the daily summary; with 0, all of them do.
kind-saved-search = A listing fits one of my searches
unsubscribe-question-search = You will receive no more alerts for this search: { $name }. It stays among your searches.

mail-why-searches = You receive this because you saved this search on { $ecosystem }. The unsubscribe link stops the alert of this search only.
mail-fact-search = Search
mail-fact-where = Place
mail-fact-accepts = In return
mail-saved-search-subject = For your search: “{ $title }”
mail-saved-search-body =
    { $other } has just published a listing that fits one of your saved searches. If it interests you, propose an exchange; if not, there is nothing to do.
mail-saved-search-action = See the listing
