# The charter: texts that members adopted by vote.
refusal-charter-text-unknown = The charter has no such text.
refusal-charter-text-repealed = This text was already repealed.
refusal-charter-version-unknown = This text has no such version.

charter-title = Charter
charter-lead = The texts that members adopted. Only a vote changes them, and every version stays readable.
charter-caption = Texts of the charter
charter-none-title = The charter has no text yet
charter-none-text = A text is adopted by a vote of the members.
charter-text = Text
charter-version = Version
charter-version-number = Version { $version }
charter-adopted = Adopted
charter-adopting-vote = by this vote
charter-in-force = in force
charter-repealed = repealed
charter-replaced = replaced
charter-repealed-at = Repealed
charter-repealing-vote = by this vote
charter-to-newest = This is an earlier version. Read the newest one.
charter-difference = What changed from version { $from } to version { $to }
charter-difference-hint = Lines with + were added, lines with − were taken out.
charter-line-added = Added:
charter-line-removed = Taken out:
charter-history-caption = Versions, newest first
charter-back = The whole charter
