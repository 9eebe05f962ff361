# Assemblées : refus, pages, procès-verbaux ; le flux des décisions.
refusal-assembly-kind-unknown = Une assemblée est de l'un de ces types : { $words }.
refusal-assembly-nowhere = Dites où l'on se retrouve : un lieu, un lien, ou les deux.
refusal-link-invalid = Écrivez une adresse web complète, par exemple https://visio.exemple.fr/assemblee.
refusal-agenda-too-long = Un ordre du jour a { $max } points au plus.
refusal-assembly-start-out-of-range = La date doit être à venir, dans { $days } jours au plus.
refusal-assembly-notice-too-short = Une assemblée est convoquée au moins { $days ->
    [one] { $days } jour
   *[other] { $days } jours
} à l'avance.
refusal-assembly-not-open = L'assemblée n'est pas encore ouverte.
refusal-assembly-already-open = L'assemblée est ouverte : cela ne peut plus changer.
refusal-assembly-over = Cette assemblée est terminée ou annulée.
refusal-assembly-too-early = Une assemblée s'ouvre au plus tôt le jour dit.
refusal-agenda-proposal-unknown = Ce vote n'existe pas ici.
refusal-proposal-on-agenda = Ce vote figure déjà à l'ordre du jour d'une assemblée.
refusal-questions-too-many = Un membre inscrit { $max } questions au plus à un ordre du jour.
refusal-member-not-active-here = Cette personne n'est pas membre active ici.
refusal-member-name-unknown = Personne ne porte ce nom. Essayez-en une partie.
refusal-member-name-ambiguous = Plusieurs membres correspondent : { $names }. Écrivez le nom en entier.
refusal-proxy-to-oneself = Une procuration se donne à quelqu'un d'autre.
refusal-proxy-giver-present = Vous êtes à l'assemblée : vous parlez pour vous. Quittez-la d'abord pour donner procuration.
refusal-proxy-given-already = Vous avez déjà donné procuration. Reprenez-la d'abord.
refusal-proxy-giver-holds = Vous portez les procurations d'autres membres. Rendez-les d'abord : une voix ne se transmet pas.
refusal-proxy-holder-represented = Cette personne a confié sa propre voix et ne peut pas parler pour d'autres.
refusal-proxy-cap-reached = { $max ->
    [0] Les procurations ne sont pas admises ici.
    [one] Une personne porte une procuration au plus.
   *[other] Une personne porte { $max } procurations au plus.
}
refusal-minutes-not-yet = Il y a un procès-verbal une fois l'assemblée ouverte.
refusal-minutes-format-unknown = Le procès-verbal existe en markdown ou en html.

assembly-status-planned = prévue
assembly-status-open = en cours
assembly-status-closed = terminée
assembly-status-cancelled = annulée
assembly-kind = Type
assembly-kind-ordinary = ordinaire
assembly-kind-extraordinary = extraordinaire
assemblies-title = Assemblées
assemblies-lead = Les membres se réunissent, débattent et votent. Qui ne peut pas venir donne procuration.
assemblies-next = À venir
assemblies-past = Assemblées passées
assemblies-none-title = Pas encore d'assemblée
assemblies-none-text = Dès que l'une est convoquée, chaque membre l'apprend ici et par courriel.
assemblies-back = Toutes les assemblées
assembly-call = Convoquer une assemblée
assembly-edit-title = Modifier l'assemblée
assembly-edit = Modifier ou annuler
assembly-form-lead = Chaque membre est informé de la date, du lieu et de l'ordre du jour.
assembly-title = Titre
assembly-starts-at = Date et heure
assembly-notice-hint = { $days ->
    [0] À l'heure de la communauté.
    [one] À l'heure de la communauté, au moins { $days } jour à l'avance.
   *[other] À l'heure de la communauté, au moins { $days } jours à l'avance.
}
assembly-place = Lieu
assembly-place-hint = Où l'on se retrouve. Il faut un lieu ou un lien.
assembly-link = En ligne
assembly-link-hint = L'adresse à laquelle on rejoint l'assemblée.
assembly-agenda = Ordre du jour
assembly-agenda-hint = Un point par ligne. Les explications et les votes s'ajoutent ensuite.
assembly-told-hint = Tous les membres actifs en reçoivent la nouvelle.
assembly-save = Enregistrer
assembly-called-at = Convoquée
assembly-called-by-vote = par un vote des membres
assembly-opened-at = Ouverte
assembly-closed-at = Close
assembly-cancelled-at = Annulée
assembly-calendar = Ajouter à mon agenda
assembly-to-minutes = Procès-verbal
assembly-open = Ouvrir l'assemblée
assembly-close = Clore l'assemblée
assembly-close-question = Clore l'assemblée ? Le procès-verbal est alors établi et tout le monde en est informé.
assembly-cancel = Annuler l'assemblée
assembly-cancel-reason = Motif
assembly-cancel-hint = Chaque membre le lit.
assembly-cancel-question = Annuler cette assemblée ? Chaque membre en est informé.
assembly-my-part = Ma participation
assembly-people = Qui est là
assembly-voices = { $present ->
    [one] { $present } voix présente
   *[other] { $present } voix présentes
}, { $represented ->
    [one] { $represented } représentée
   *[other] { $represented } représentées
}.
done-assembly-called = L'assemblée est convoquée ; chaque membre en est informé.
done-assembly-changed = L'assemblée est modifiée ; chaque membre en est informé.
done-assembly-cancelled = L'assemblée est annulée ; chaque membre en est informé.
done-assembly-opened = L'assemblée est ouverte.
done-assembly-closed = L'assemblée est terminée. Le procès-verbal est disponible.
done-assembly-attended = La présence est notée.
done-assembly-left = Le départ est noté.

attendance-how = Comment
attendance-in_person = sur place
attendance-remote = en ligne
attendance-check-in = Je suis là
attendance-takes-back = Qui vient reprend sa procuration.
attendance-you-are-there = Vous êtes à l'assemblée.
attendance-leave = Je m'en vais
attendance-has-left = A quitté l'assemblée
attendance-member = Membre
attendance-now = En ce moment
attendance-present = là
attendance-gone = n'est plus là
attendance-other = Noter une arrivée
attendance-name = Nom

proxy-give = Donner procuration
proxy-holder = Qui parle pour vous ?
proxy-holder-hint = Le nom d'un membre, ou une partie.
proxy-mine-waits = Vous avez demandé à { $name } de parler pour vous ; la réponse est attendue.
proxy-mine-accepted = { $name } parle pour vous.
proxy-take-back = Reprendre ma procuration
proxy-asked = { $name } vous demande de porter sa voix.
proxy-held = Vous portez la voix de { $name }.
proxy-accept = Accepter
proxy-decline = Refuser
proxy-give-back = La rendre
proxy-line = { $holder } parle pour { $giver }
done-proxy-given = La personne est sollicitée ; la procuration compte dès qu'elle accepte.
done-proxy-accepted = Vous acceptez cette procuration.
done-proxy-ended = La procuration prend fin.

agenda-empty = L'ordre du jour est vide.
agenda-add = Ajouter un point
agenda-ask = Inscrire une question à l'ordre du jour
agenda-question-by = question de { $name }
agenda-point-title = Titre
agenda-point-body = Explication
agenda-point-body-hint = Markdown est compris.
agenda-change = Modifier ce point
agenda-note = Noter ce qui en sort
agenda-notes-hint = Ce qui a été dit et décidé. Markdown est compris. Cela figure au procès-verbal.
agenda-position = Place à l'ordre du jour
agenda-save = Enregistrer
agenda-vote = Vote de ce point
agenda-vote-explained = Un vote se rattache tant qu'il est un brouillon. À sa clôture, les procurations de cette assemblée y comptent.
agenda-no-vote = pas de vote
agenda-remove = Retirer de l'ordre du jour
agenda-remove-question = Retirer ce point de l'ordre du jour ?
done-agenda-added = Le point est à l'ordre du jour.
done-agenda-changed = L'ordre du jour est modifié.
done-agenda-noted = C'est noté.
done-agenda-removed = Le point est retiré de l'ordre du jour.

minutes-title = Procès-verbal
minutes-file = proces-verbal
minutes-draft = Provisoire : l'assemblée n'est pas terminée.
minutes-back = Retour à l'assemblée
minutes-download = Télécharger en Markdown
minutes-voices = Voix
minutes-voices-caption = Membres présents et représentés, par collège
minutes-college = Collège
minutes-present = Voix présentes
minutes-represented = Voix représentées
minutes-total = Total
minutes-attendance = Présences
minutes-nobody = Personne n'a signalé sa présence.
minutes-proxies = Procurations
minutes-agenda = Ordre du jour et suites
minutes-notes = Ce qui a été dit
minutes-vote = Vote n° { $number } :
minutes-vote-figures = { $cast ->
    [one] { $cast } bulletin déposé
   *[other] { $cast } bulletins déposés
}, { $roll ->
    [one] { $roll } membre appelé
   *[other] { $roll } membres appelés
} ; le quorum en demandait { $quorum }.
minutes-signatures = Signatures
minutes-chair = Présidence de séance
minutes-secretary = Secrétariat de séance

feed-title = Décisions de { $ecosystem }
feed-entry = Décision n° { $number } : { $title }
