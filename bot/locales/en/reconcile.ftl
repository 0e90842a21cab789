# `python -m bot reconcile`, read at the shell.
reconcile-usage = Say a job's number with one of --task ID, --not-charged or --charged N, and a --reason; or nothing, for the list. Nothing was changed.
reconcile-none = Nothing needs a look: no video is unknown, overdue, stale, undelivered or borne without a reason.
reconcile-count = { $count ->
    [one] One video needs a look:
   *[other] { $count } videos need a look:
}
reconcile-kind-unknown = { $job }: unknown since { $since }: nobody knows whether the vendor took it
reconcile-kind-overdue = { $job }: { $state } since { $since }, and past its deadline: is the bot running?
reconcile-kind-stale = { $job }: being made since { $since }, which is out of all proportion
reconcile-kind-undelivered = { $job }: made, and nowhere to post it, since { $since }; /jobs id: posts it elsewhere while the file is kept
reconcile-kind-expired = { $job }: expired { $since }: nobody ever learned whether the vendor took it; you bear its price
reconcile-kind-drift = { $job }: { $state } since { $since }: the vendor took more than its price, and you bear the difference
reconcile-kind-borne = { $job }: failed { $since }: what you bear for it is a guess
reconcile-kind-none = { $job }: { $state } since { $since }; nothing needs a look
reconcile-who = asked for { $at } by member { $member } in server { $server }, channel { $channel }
reconcile-what = prompt: { $prompt }
reconcile-credits = price { $price }, set aside now { $held }, borne by you { $borne }
reconcile-submitted = submitted { $at }
reconcile-task = task { $task }
reconcile-said = kept of the answer: { $said }
reconcile-until = goes on by itself { $until }
reconcile-worker = being worked on by process { $worker }
reconcile-settled = you said before: { $word }
reconcile-how = Look into the vendor's own record for the time, the prompt and the price, then one of:
      python -m bot reconcile JOB --task TASK_ID --reason …   the vendor has it: it is followed and delivered
      python -m bot reconcile JOB --not-charged --reason …    the vendor took nothing
      python -m bot reconcile JOB --charged N --reason …      the vendor took N credits, and there is no video
    Each says what it would do; --yes does it. The first is for unknown and expired videos, the others also for failed ones.
reconcile-planned = Would be done: { $what }
reconcile-done = Done: { $what }
reconcile-dry = Nothing was changed. Say it again with --yes.
reconcile-already = { $job } is reconciled already. Nothing was changed.
reconcile-already-so = { $job } is reconciled already ({ $word }). Nothing was changed.
reconcile-binds = { $job } is task { $task } (the vendor says { $vendor }); it is followed like any other, and { $price } stay set aside for it.
reconcile-binds-free = { $job } is task { $task } (the vendor says { $vendor }); it is followed and delivered at no charge, and you bear what the vendor took.
reconcile-voids = { $job } ends as failed; { $price } go back to where they were set aside, and you bear { $borne }.
reconcile-corrects = { $job } ends as failed; you bear { $borne } for it (before: { $before }). Its member pays nothing.
reconcile-not-no-job = There is no video of this number. Without a number, `python -m bot reconcile` lists those that need a look. Nothing was changed.
reconcile-not-settled = Nothing is unknown about this video: it is { $detail }. Nothing was changed.
reconcile-not-no-task = The vendor does not know the task { $detail } under SEEDANCE_API_KEY. Copy its id again, and check that the key is that of the account which has it. Nothing was changed.
reconcile-not-task-taken = This task is that of video { $detail } already. Nothing was changed.
reconcile-not-differs = The vendor says that this task was asked for with something else; in brackets what the video asked for: { $detail }. Look for another task, or say --anyway. Nothing was changed.
reconcile-unseen = The vendor does not say what this task was asked for: compare the prompt in its account yourself.
reconcile-not-silent = The vendor could not be asked, so that nothing is verified: { $detail }. Try again. Nothing was changed.
reconcile-not-changed = The video changed while I looked. Look again with `python -m bot reconcile JOB`. Nothing was changed.
