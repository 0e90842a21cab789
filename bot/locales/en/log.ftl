# The log channel: cards of finished jobs and of jobs that wait for a moderator, and what is pressed on them.
log-card = { $member } in { $channel } · **{ $prompt }**
    { $line }
    💳 { $price }
    -# { $facts }
log-awaiting = 🙋 **Waits for a moderator.** Without an answer it is called off { $until }, and nothing is spent.
log-under-way = ⏳ Under way. How it ends will stand here.
log-posted = ✅ Posted: [go to the clip]({ $link })
log-not-posted = 📦 Made, but it could not be posted. `/jobs id:` posts it wherever you use it.
log-failed = ✖️ { $reason }
log-cancelled = 🚫 { $reason }
log-no-credits = no credits
log-notes-more = -# … and { $count ->
    [one] one more
   *[other] { $count } more
} before
log-note-approved = -# ✅ Approved by { $who } { $at }
log-note-refused = -# 🚫 Refused by { $who } { $at }
log-note-removed = -# 🗑️ Clip removed by { $who } { $at }
log-note-blocked = -# ⛔ Member blocked by { $who } { $at }
log-note-returned = -# ↩️ Credits returned by { $who } { $at }
log-erased = somebody who was erased

button-approve = Approve
button-refuse = Refuse
button-remove = Remove
button-block = Block
approved = ✅ Approved. The video waits for its turn now; { $credits } stay set aside for it.
not-approved = 🚫 Refused. { $credits } went back to the server's pool, and the member reads that a moderator did not agree.
refusal-not-awaiting = This video does not wait for a moderator any more: { $outcome ->
    [approved] it was approved before.
    [refused] it was refused before.
   *[other] it was called off.
}

block-form-title = Block the one who asked for this video
block-form-until = How long?
block-form-for-good = Until you unblock
block-form-reason = Why?
block-form-reason-hint = The member reads it. What they have waiting is cancelled.
blocked-before = -# Before, the block was set { $until }.
