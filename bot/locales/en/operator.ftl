# What the person at the shell reads.

settings-head = Reelroom cannot start: the settings below need you. They come from the environment or from a file named .env here; .env.example explains each one.
settings-missing = { $name } is missing.
settings-wrong = { $name } is wrong: { $detail }.
settings-unreadable = { $name } names a file that cannot be read ({ $detail }).
settings-closed = { $name } cannot be read: { $detail }. Give it to the bot's user, or move it away.
settings-no-text = { $name } is no text in UTF-8. Nothing of it was used: write it anew from .env.example.
settings-broken = { $name } cannot be understood from line { $detail } on. Nothing of it was used: see whether a quotation mark lacks its other one, or write it anew from .env.example.
start-running = Another Reelroom is running in { $folder }. Stop it first, or give this one its own DATA_DIR.
start-newer = The database was written by a newer Reelroom ({ $detail }). Start that version, or go back to a backup.
start-older = The database has the schema of an older Reelroom (revision { $revision }), and this version does not use one before it was brought to its own. Copy it (`python -m bot backup FILE`), then stop the bot and start this version, or run `python -m bot migrate`. Nothing was changed.
start-token = Discord refused DISCORD_TOKEN. Copy it again from the Bot page of your application at discord.com/developers, then start again.
start-data = { $folder } cannot be written: { $detail }. Give the bot a DATA_DIR it may write to.
start-unreadable = { $file } cannot be read: { $detail }. Say it again as the bot's user, or give that user all of DATA_DIR with chown -R. Nothing was changed.
start-port = The bot cannot listen at { $place }: { $detail }. Choose another HTTP_PORT, end what listens there, or correct HTTP_HOST.
start-driver = DATABASE_URL names PostgreSQL, but its driver is not installed. Install requirements-postgres.txt: .venv/bin/pip install --require-hashes -r requirements-postgres.txt
start-database = PostgreSQL, as named by DATABASE_URL, does not do: { $detail }
start-clock = This machine's clock and PostgreSQL's differ by { $seconds } seconds. Set both by NTP, then start again.
store-away = The database cannot be used at the moment: { $detail }. What was asked for was not done. Try again; docs/operator.md, “When something is broken”, says what may stand in the way.
store-damaged = The database is damaged: { $detail }. What was asked for was not done, and nothing repairs it. Stop the bot, keep a copy of DATA_DIR, then `python -m bot restore FILE` with the newest backup (docs/operator.md, “Backups”).
start-file = { $file } cannot be used: { $detail }. It has to belong to the bot's user, on a disk that has room and can be written, and no other program may write to it. Put that right and start again. Nothing was changed.
start-damaged = { $file } is damaged: { $detail }. I do not write to it and I do not repair it. Keep the file, put back the newest backup (docs/operator.md, “Backups”), and start again.
ledger-none = There is no database in { $folder } yet. It appears with the first start.
ledger-empty = The database that DATABASE_URL names has no tables yet. They appear with the first start.
ledger-good = The ledger is right: every invariant holds.
ledger-finding = { $invariant }: { $subject }: { $detail }
ledger-bad = { $count ->
    [one] One invariant does not hold.
   *[other] { $count } invariants do not hold.
} Stop the bot, keep a copy of the database, and open an issue with the lines above.
grant-usage = Say one of --key N, --server ID --extra N, --server ID --ceiling N or --server ID --default-ceiling, and a --reason. Nothing was changed.
grant-key = The key has { $after } credits that are neither spent nor set aside (before: { $before }).
grant-extra = Server { $server } has { $after } extra credits that are neither spent nor set aside (before: { $before }).
grant-ceiling = The moderators of server { $server } may set up to { $after } credits per DEFAULT_PERIOD (before: { $before }).
migrated = The database is at revision { $revision }.
prices-right = { $cell }: { $price }
prices-drifts = { $cell }: { $price }; the vendor took more { $times ->
    [one] once
   *[other] { $times } times
}, last { $took }
prices-closed = { $cell }: { $price }, CLOSED: the vendor took more { $times } times, last { $took }
prices-how = Members are refused what is closed. Look at the vendor's price list and account; if a price stands, `python -m bot prices --confirm CELL --reason …` opens it. If the vendor changed it, Reelroom needs a new version.
prices-confirmed = The price of { $cell } is confirmed; mismatches before: { $times }. They are counted anew, and members can ask for it.
prices-usage = There is no cell of this name, or no --reason. `python -m bot prices` lists the names. Nothing was changed.
health-off = HTTP_PORT is not set, so there is nobody to ask. Set it and start the bot again.
health-bad = Not well: { $parts }. `python -m bot doctor` and the log say more.
health-away = Nobody answers at { $address } ({ $detail }). If the bot was started, it is still on its way or has ended: look into its log, and ask `python -m bot doctor`.
health-other = Something answers at { $address } that is no Reelroom. Choose another HTTP_PORT and start the bot again.
