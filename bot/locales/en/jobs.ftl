# /jobs: what became of the videos that were asked for.
cmd-jobs = Your videos in this server: how they stand, what they took, and the clips
cmd-jobs-id = One video with everything about it; type to search in your prompts
cmd-jobs-member = For moderators: the videos of this member
cmd-jobs-everyone = For moderators: the videos of everybody in this server

jobs-title-own = **Your videos in this server**
jobs-title-member = **Videos of { $member } in this server**
jobs-title-everyone = **All videos of this server**
jobs-none-own = You have not asked for a video here yet. `/generate` makes one.
jobs-none-others = Nobody asked for a video here yet.
jobs-line = { $state } · **{ $prompt }**
    -# { $facts }
jobs-line-of = { $state } · { $member } · **{ $prompt }**
    -# { $facts }
jobs-hint = -# `/jobs id:` shows one of them with everything about it.
jobs-clip = [clip]({ $link })
button-newer = Newer
button-older = Older

job-state-queued = ⏳ waiting
job-state-submitting = 📨 being asked for
job-state-unknown = ❔ answer lost
job-state-running = 🎬 being made
job-state-fetching = 📥 being fetched
job-state-ready = 📤 being posted
job-state-delivered = ✅ posted
job-state-undeliverable = 📦 made, not posted
job-state-failed = ✖️ failed
job-state-expired = ✖️ never known
job-state-cancelled = 🚫 cancelled

job-line-held = { $credits } set aside
job-line-captured = { $credits } spent
job-line-released = { $credits } of it released
job-line-returned = { $credits } returned by a moderator
job-line-given-back = { $credits } went back

job = **{ $prompt }**
    { $line }
    -# { $facts }
job-of = { $member } · **{ $prompt }**
    { $line }
    -# { $facts }
job-clip-here = ✅ Done: [go to the clip]({ $link })
job-clip-gone = ✅ Done; the clip's message is not there any more.
job-asked = Asked for { $at } ({ $ago })
job-started = Taken by the studio { $at }
job-made = Clip made { $at }
job-ended = Ended { $at }
job-credits = **Credits**
job-line-at = { $line } · { $at }

refusal-moderators-only = Only moderators of this server can look at the videos of others. `/jobs` without options shows yours.

job-again-under-way = 📤 The clip is being posted again.
job-again-failed = 📦 The last try to post the clip again did not succeed: I may not post there any more, or Discord did not let me see it.

button-again = Post again
again = 📤 The clip is being posted again in this channel, at no charge.
refusal-no-clip-yet = There is no clip of this video to post.
refusal-clip-not-kept = The clip's file is not kept any more, so it cannot be posted again.
refusal-delivery-under-way = The clip is being posted or deleted right now. Give it a moment.

job-deletion-under-way = 🗑️ The clip is being deleted.
job-clip-deleted = 🗑️ Made, and deleted since.
button-delete = Delete clip
button-delete-sure = Delete it for good
delete-sure = 🗑️ This deletes the clip's messages here and the file I keep. Nobody can bring it back, and the credits stay spent.
deleting = 🗑️ The clip is being deleted: its messages, and the file I kept.
refusal-clip-gone = The clip is gone already: no message with it stands, and no file is kept.

help-jobs = `/jobs` – your videos here with links to the clips. With `id` one of them, to post its clip again for free or delete it.
