# What the person at the shell reads about copies of the database.

backup-made = { $file } holds the database as of { $at }: { $size } MB, revision { $revision }, { $jobs ->
    [one] one job
   *[other] { $jobs } jobs
}, { $open } of them under way.
    The copy was read through, and every invariant of its ledger holds. Keep it off this machine, and the files of DATA_DIR/videos too if clips are to be posted again.
backup-there = { $file } is there already. Choose another name, or replace it with --force (never the database itself). Nothing was written.
backup-postgres = DATABASE_URL names PostgreSQL, which is copied by its own tool, beside the running bot and as one consistent moment. With the address of your settings in DATABASE_URL:
    pg_dump --format=custom --file={ $file } "$DATABASE_URL"
    Nothing was written.
copy-unwritten = { $file } cannot be written: { $detail }. Nothing was changed.
copy-unreadable = SQLite cannot read the database: { $detail }. Nothing was changed. `python -m bot doctor` says more.
copy-damaged = What SQLite reads is damaged: { $detail }. Nothing was changed. Stop the bot, keep what is there, and go back to the newest copy that is whole.
copy-foreign = That is no database of this Reelroom, or one of a newer version (revision { $detail }). Nothing was changed.
copy-ledger = The ledger in it is not right: { $detail }. Nothing was changed. `python -m bot ledger check` lists everything; stop the bot, and open an issue with those lines.
restore-usage = Say `restore FILE` to put a copy back, or `restore --accept --reason …` to accept one that was put back. Nothing was changed.
restore-reason = --accept needs --reason with what you compared; it is kept. Nothing was changed.
restore-postgres = DATABASE_URL names PostgreSQL, which is put back by its own tool, into an empty database and with the bot stopped:
    pg_restore --no-owner --dbname "$DATABASE_URL" { $file }
    The next start notices that it is older than what ran here. Nothing was changed.
restore-none = { $file } is not there, or is the database itself. Nothing was changed.
restore-done = { $file } is the database now: { $jobs ->
    [one] one job
   *[other] { $jobs } jobs
}, { $open } of them under way. The former one is kept: { $former }
    Start the bot. It will make no new videos, hold as unknown what waited in the copy, and look for every clip before it posts one. Compare `python -m bot stats` with the vendor's account, then run `python -m bot restore --accept --reason …`.
restore-accepted = Accepted. Members can ask for videos again within seconds. What is unknown stays so until its deadline.
restore-nothing = There is nothing to accept: the bot does not wait for that. Nothing was changed.
restore-start-first = The copy was put back, but no bot was started on it yet, so nothing in it was looked at. Start the bot, then accept. Nothing was changed.
