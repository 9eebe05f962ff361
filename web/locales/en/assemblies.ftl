# Assemblies: refusals, pages, minutes; the feed of decisions.
refusal-assembly-kind-unknown = An assembly is one of these: { $words }.
refusal-assembly-nowhere = Say where people meet: a place, a link, or both.
refusal-link-invalid = Write a whole web address, for example https://meet.example.org/assembly.
refusal-agenda-too-long = An agenda has { $max } points at most.
refusal-assembly-start-out-of-range = The date must lie ahead, within { $days } days.
refusal-assembly-notice-too-short = An assembly is called at least { $days ->
    [one] { $days } day
   *[other] { $days } days
} ahead.
refusal-assembly-not-open = The assembly is not open yet.
refusal-assembly-already-open = The assembly is open: this can no longer be changed.
refusal-assembly-over = This assembly is over or cancelled.
refusal-assembly-too-early = An assembly opens on its day at the earliest.
refusal-agenda-proposal-unknown = This vote does not exist here.
refusal-proposal-on-agenda = This vote already stands on the agenda of an assembly.
refusal-questions-too-many = A member puts { $max } questions on an agenda at most.
refusal-member-not-active-here = This person is not an active member here.
refusal-member-name-unknown = Nobody of this name. Try a part of it.
refusal-member-name-ambiguous = Several members fit: { $names }. Write the whole name.
refusal-proxy-to-oneself = A proxy goes to somebody else.
refusal-proxy-giver-present = You are at the assembly: you speak for yourself. Leave it first to give a proxy.
refusal-proxy-given-already = You have already given your proxy. Take it back first.
refusal-proxy-giver-holds = You hold proxies of others. Give them back first: a voice is not passed on.
refusal-proxy-holder-represented = This person has given their own voice away and cannot speak for others.
refusal-proxy-cap-reached = { $max ->
    [0] Proxies are not allowed here.
    [one] One person holds one proxy at most.
   *[other] One person holds { $max } proxies at most.
}
refusal-minutes-not-yet = There are minutes once the assembly has opened.
refusal-minutes-format-unknown = Minutes come as markdown or html.

assembly-status-planned = planned
assembly-status-open = under way
assembly-status-closed = over
assembly-status-cancelled = cancelled
assembly-kind = Kind
assembly-kind-ordinary = ordinary
assembly-kind-extraordinary = extraordinary
assemblies-title = Assemblies
assemblies-lead = Members meet, discuss and vote. Whoever cannot come gives somebody a proxy.
assemblies-next = To come
assemblies-past = Earlier assemblies
assemblies-none-title = No assembly yet
assemblies-none-text = When one is called, every member is told here and by e-mail.
assemblies-back = All assemblies
assembly-call = Call an assembly
assembly-edit-title = Change the assembly
assembly-edit = Change or cancel
assembly-form-lead = Every member is told of date, place and agenda.
assembly-title = Title
assembly-starts-at = Date and time
assembly-notice-hint = { $days ->
    [0] In the community's time.
    [one] In the community's time, at least { $days } day ahead.
   *[other] In the community's time, at least { $days } days ahead.
}
assembly-place = Place
assembly-place-hint = Where people meet. A place or a link is needed.
assembly-link = Online
assembly-link-hint = The address at which the assembly is joined.
assembly-agenda = Agenda
assembly-agenda-hint = One point a line. You can add explanations and votes afterwards.
assembly-told-hint = All active members receive the news.
assembly-save = Save
assembly-called-at = Called
assembly-called-by-vote = by a vote of the members
assembly-opened-at = Opened
assembly-closed-at = Closed
assembly-cancelled-at = Cancelled
assembly-calendar = Add to my calendar
assembly-to-minutes = Minutes
assembly-open = Open the assembly
assembly-close = Close the assembly
assembly-close-question = Close the assembly? The minutes then stand and everybody is told.
assembly-cancel = Cancel the assembly
assembly-cancel-reason = Reason
assembly-cancel-hint = Every member reads it.
assembly-cancel-question = Cancel this assembly? Every member is told.
assembly-my-part = My part
assembly-people = Who is there
assembly-voices = { $present } present, { $represented } represented.
done-assembly-called = The assembly is called; every member is told.
done-assembly-changed = The assembly is changed; every member is told.
done-assembly-cancelled = The assembly is cancelled; every member is told.
done-assembly-opened = The assembly is open.
done-assembly-closed = The assembly is over. The minutes are there.
done-assembly-attended = The attendance is noted.
done-assembly-left = The departure is noted.

attendance-how = How
attendance-in_person = on site
attendance-remote = online
attendance-check-in = I am here
attendance-takes-back = Whoever comes takes their proxy back.
attendance-you-are-there = You are at the assembly.
attendance-leave = I am leaving
attendance-has-left = Has left
attendance-member = Member
attendance-now = Now
attendance-present = present
attendance-gone = gone
attendance-other = Note somebody's arrival
attendance-name = Name

proxy-give = Give a proxy
proxy-holder = Who speaks for you?
proxy-holder-hint = The name of a member, or part of it.
proxy-mine-waits = You have asked { $name } to speak for you; the answer is awaited.
proxy-mine-accepted = { $name } speaks for you.
proxy-take-back = Take my proxy back
proxy-asked = { $name } asks you to speak for them.
proxy-held = You speak for { $name }.
proxy-accept = Accept
proxy-decline = Decline
proxy-give-back = Give it back
proxy-line = { $holder } speaks for { $giver }
done-proxy-given = The person is asked; the proxy counts once they accept.
done-proxy-accepted = You accept this proxy.
done-proxy-ended = The proxy is ended.

agenda-empty = The agenda is empty.
agenda-add = Add a point
agenda-ask = Put a question on the agenda
agenda-question-by = question by { $name }
agenda-point-title = Title
agenda-point-body = Explanation
agenda-point-body-hint = Markdown is understood.
agenda-change = Change this point
agenda-note = Note the outcome
agenda-notes-hint = What was said and decided. Markdown is understood. It goes into the minutes.
agenda-position = Place on the agenda
agenda-save = Save
agenda-vote = Vote of this point
agenda-vote-explained = A vote is linked while it is a draft. When it closes, the proxies of this assembly count in it.
agenda-no-vote = no vote
agenda-remove = Take off the agenda
agenda-remove-question = Take this point off the agenda?
done-agenda-added = The point is on the agenda.
done-agenda-changed = The agenda is changed.
done-agenda-noted = The outcome is noted.
done-agenda-removed = The point is off the agenda.

minutes-title = Minutes
minutes-file = minutes
minutes-draft = Draft: the assembly is not over.
minutes-back = Back to the assembly
minutes-download = Download as Markdown
minutes-voices = Voices
minutes-voices-caption = Members present and represented, by college
minutes-college = College
minutes-present = Present
minutes-represented = Represented
minutes-total = Total
minutes-attendance = Attendance
minutes-nobody = Nobody checked in.
minutes-proxies = Proxies
minutes-agenda = Agenda and outcomes
minutes-notes = What was said
minutes-vote = Vote no. { $number }:
minutes-vote-figures = { $cast ->
    [one] { $cast } ballot
   *[other] { $cast } ballots
} cast, { $roll ->
    [one] { $roll } member
   *[other] { $roll } members
} on the roll; the quorum took { $quorum }.
minutes-signatures = Signatures
minutes-chair = Chair
minutes-secretary = Secretary

feed-title = Decisions of { $ecosystem }
feed-entry = Decision no. { $number }: { $title }
