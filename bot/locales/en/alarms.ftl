# What the operator reads in the alert channel.
alarm = 🚨 **The studio is closed.** { $reason }
    New requests are refused before anything is set aside; running videos go on.
alarm-key = The video API refuses our key (401). Check SEEDANCE_API_KEY. I ask every minute and open again by myself.
alarm-gateway = Something in front of the video API refuses us (403 or 404). Check SEEDANCE_BASE_URL and whether this address is blocked. I ask every minute and open again by myself.
alarm-tasks-missing = The video API does not know several of our running tasks. Check that the key still belongs to the same account. I ask every minute and open again by myself.
alarm-credits = Our account with the video API is out of credits (402). Top it up. One request is tried every ten minutes; when it succeeds I open again.
alarm-unknowns = Three requests within ten minutes ended without an answer we can trust, so they may have been paid. Look at the account's own history, then `python -m bot reconcile`. One request is tried every ten minutes; when it succeeds I open again.
alarm-outage = For two minutes the video API answered with errors of its own or not at all, and a question that costs nothing met the same. Running videos are asked for again, and their time goes on. Look at the vendor's status page and at this machine's network. I ask every minute and open again by myself.
alarm-full = There is no room left to keep another clip, or the folder “videos” in DATA_DIR cannot be written, so none is bought. Free some space there or lower KEEP_VIDEOS_DAYS, or give the folder back to the bot's user. What waits stays in the queue for at most an hour; I look every few seconds and open again by myself.
alarm-restored = The database is not the one that ran here last: an older copy, an empty one, or one without its file `epoch`.
    • **If it is lost**, stop me and put back the newest backup: `python -m bot restore FILE`.
    • **If it is right**, compare with the vendor's account, then `python -m bot restore --accept --reason …`; only that opens again. What waited in it is *unknown* and never sent again; clips are looked for before they are posted.
alarm-budget = 🪫 **The key's budget is low.** { $free } are neither spent nor set aside; LOW_BUDGET_ALARM is { $line }.
    When they are used up, requests are refused. Buy credits from the vendor, then add them with `python -m bot grant --key N --reason …` or `/operator key`. I say this once, and again only after the budget was above the line.
alarm-ledger = 🧮 **The ledger is wrong.** { $count ->
    [one] One invariant does not hold
   *[other] { $count } invariants do not hold
}: a defect of mine, or a change from outside. I go on; nobody can spend more than before because of it.
    `python -m bot ledger check` says which. Keep a copy of the database and open an issue with its lines. I say this once, and again only after all was right.
alarm-matters = 👀 **{ $count ->
    [one] One video needs a look
   *[other] { $count } videos need a look
}:** { $what } ({ $jobs })
    `python -m bot reconcile` says what is known and what to do. I say this at most once an hour.
alarm-matters-unknown = nobody knows whether the vendor took it
alarm-matters-overdue = past its deadline, and still open
alarm-matters-stale = its task runs out of all proportion
alarm-matters-undelivered = the clip is made, and there was nowhere to post it
alarm-matters-expired = nobody ever learned whether the vendor took it, and you bear its price
alarm-matters-drift = the vendor took more than the price, and you bear the difference: is the price table still right?
alarm-matters-borne = it failed, and what you bear for it is a guess
alarm-price = 🏷️ **A price is closed:** { $cell }. The vendor took more than its price of { $price } { $times } times, last { $took }; you bear the differences. Members are refused such videos; others go on.
    Look at the vendor's price list and account. If the price stands, `python -m bot prices --confirm { $cell } --reason …` opens it; if the vendor changed it, Reelroom needs a new version. I say this once, and again only after you confirmed it.
alarm-disk = 💾 **The disk is almost full:** { $free } MB can be written where clips are kept.
    Without room no clip can be fetched, though it is paid. Free some, or lower KEEP_VIDEOS_DAYS; at 0 MB, see whether the folder is still the bot's own. I say this once, and again only after there was room.
alarm-address = 📞 **The vendor refuses what names PUBLIC_URL:** { $count ->
    [one] one request
   *[other] { $count } requests in a row
}, without a word that is about anything else. Nothing is spent, and nothing is closed: it may be the requests after all.
    If other requests fail too, ask `python -m bot doctor` whether PUBLIC_URL leads here. Mend it, or empty it and start me again: videos are then noticed by polling. I say this at most once an hour.
alarm-damaged = 🧱 **The database is damaged:** { $detail }. What I cannot read I cannot change, so members are refused and nothing is bought; nothing repairs it.
    Stop me, keep a copy of DATA_DIR, and put back the newest backup: `python -m bot restore FILE`. I say this once after each start.
