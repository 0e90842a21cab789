# What is not kept any more, and `python -m bot erase-member`.
prompt-gone = description not kept any more
refusal-member-erased = This member was erased, so nobody is left to block.

erase-usage = Give a --reason that says why without the member's id, because it is kept. Nothing was changed.
erase-planned = Would be forgotten: { $videos ->
    [one] one video's requester and prompt
   *[other] the requester and prompt of { $videos } videos
}, kept clips ({ $clips }), pictures ({ $pictures }), a limit of their own, and what they had begun.
erase-done = Forgotten: { $videos ->
    [one] one video's requester and prompt
   *[other] the requester and prompt of { $videos } videos
}, kept clips ({ $clips }), pictures ({ $pictures }), a limit of their own, and what they had begun. The ledger keeps its lines under a number that names nobody.
erase-dry = Nothing was changed. Say it again with --yes; nobody can bring it back.
erase-blocks = Blocked in the servers { $servers }: that ends with it, because nothing knows the person any more. Tell the moderators there, who can block again or ban.
erase-afresh = Who comes back is a new member: with what the server gives anybody, though the same person may have used a limit up before.
erase-reasons = { $count ->
    [one] One reason that somebody wrote names this id.
   *[other] { $count } reasons that somebody wrote name this id.
} The ledger and the record of changes are never changed, so it stands there still.
erase-elsewhere = Not reached from here: messages on Discord (/jobs deletes clips before this), older backups, logs, and what the vendor keeps.
erase-under-way = Videos of this member are under way: { $jobs }. Wait until they are done, cancel them (/jobs id:), or say what became of them (python -m bot reconcile). Nothing was changed.
erase-unknown = Nothing is kept about a member of this id. Nothing was changed.
