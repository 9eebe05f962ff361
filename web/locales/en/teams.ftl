# Teams: several members for a request that names roles.
refusal-roles-of-offer = Only a request has roles.
refusal-roles-too-few = Name at least { $min } roles, or none.

market-roles = Roles
market-roles-field = Roles, if it takes several people
market-roles-hint = One a line, 2 to 6, with a duration if you like: “repair bicycles, 2 h”. Teams will be proposed to you. Nothing for one person, nor for an offer.
market-teams-link = See possible teams
market-propose-for-role = For my request “{ $title }”, the role “{ $role }”.

teams-title = Possible teams
teams-for = For the request
teams-lead = Each team takes the roles with different members, near each other and free at the same time. These are only suggestions: nobody is told.
teams-roles = The roles one by one
teams-candidates = { $count ->
    [0] nobody yet; search
    [one] one possible offer; search
   *[other] { $count } possible offers; search
}
teams-asked-one-by-one = Each member gets a proposal of an exchange of their own, and accepts or declines it.
teams-no-roles = No roles
teams-no-roles-text = Name two to six roles in your request, and teams will be proposed here.
teams-one-person = This listing asks for no team.
teams-name-roles = Name roles
teams-past = The request is over
teams-past-text = It is no longer published: nobody is sought any more.
teams-none = No team yet
teams-none-text = No offer answers these roles. Try other words for them, or search for them one by one.
teams-not-all = There are so many offers that not all teams were compared: better ones may exist.

team-number = Team { $number }
team-reasons = What brings this team together
team-open = Nobody in this team for this role.
team-search = Search for an offer
team-propose = Propose an exchange to { $name }
team-remote = possible at a distance
team-very-near = very near each other
team-largest-distance = { $km } km between the two farthest
team-free-at = all free { $day } { $from }–{ $to }
team-free-all-day = all free all day { $day }
team-no-common-time = no time in common is named
team-times-to-agree = { $count ->
    [one] times to agree with one member
   *[other] times to agree with { $count } members
}
