# What stands in the channel, for all to see.
credits = { $count ->
    [one] { $count } credit
   *[other] { $count } credits
}
span-seconds = { $seconds } s
span-minutes = { $minutes } min
span-hours = { $hours } h { $minutes } min
sound-with = with sound
sound-without = no sound
camera-still = still camera
picture-given = from a picture
button-cancel = Cancel

status = { $member } · **{ $prompt }**
    { $line }
    -# { $facts }
status-facts = { $resolution } · { $ratio } · { $seconds } s · { $sound } · { $credits }
no-charge = at no charge
job-number = job { $job }
status-queued = ⏳ In the queue that all servers share, place { $place }. { $start } It starts when its turn comes; until then it can be cancelled and costs nothing.
status-queued-anew = ⏳ In the queue. It starts when its turn comes; until then it can be cancelled and costs nothing.
status-submitting = 📨 It is its turn: the studio is being asked for the video.
status-running = 🎬 Being made, started { $since }. The clip comes here as a new message as soon as it is done.
status-running-usual = 🎬 Being made, started { $since }. { $usual } The clip comes here as a new message as soon as it is done.
status-running-late = 🎬 Being made, started { $since }: longer than usual. I keep asking for it; your credits come back if there is no clip after a day.
status-fetching = 📥 Made. The file is being fetched.
status-ready = 📤 Ready. Posting the clip.
status-delivered = ✅ Done, the clip is in this channel.
status-unknown = ❔ The studio's answer was lost, so nobody knows yet whether it is making this video. Asking again could pay twice, so nobody does. { $credits } stay set aside until { $until } at the latest; if there is no video by then, they come back by themselves. There is nothing you need to do.
status-undeliverable = 📦 { $reason }
status-failed = ✖️ { $reason }
    ↩️ { $back }
status-expired = ✖️ { $reason }
    ↩️ { $back }
status-cancelled = 🚫 { $reason }
    ↩️ { $back }
credits-back = { $credits } went back to the server's pool. Nothing was spent.
vendor-says = The studio says: “{ $text }”

start-at = It should start { $at }, or about then.
start-soon = It should start any moment.
start-and-usual = { $start } { $usual }
start-unknown = When that will be I cannot say yet: too little is known of how long the videos ahead of it take.
start-too-late = At this pace its turn comes later than I may keep it waiting, which is one hour; if so, nothing is spent.
start-closed = At present the studio takes no work, so nothing starts until that changes.
usual = A video like this usually takes { $span }.
usual-exceeded = That is longer than usual: most videos like this take { $span }.
usual-unknown = How long a video like this takes I cannot say yet: too few were made lately.
usual-about = about { $span }
usual-between = { $low } to { $high }
usual-range = { $low }–{ $high }
usual-seconds = { $span } s
usual-minutes = { $span } min
usual-hours = { $span } h

result = { $member } **{ $prompt }**
result-link = 📎 The file is too large for this server, so here is a link. It stops working within about a day, so save the clip soon:
    { $url }
result-link-ours = 📎 The file is too large for this server, so here is a link. It works until { $until }:
    { $url }
result-link-lost = 📎 The file is too large for this server, and the studio's link to it has expired.
made-smaller = made smaller to fit this server
result-facts = -# { $width }×{ $height } · { $seconds } s · { $sound }{ $smaller } · { $credits } · took { $took } · job { $marker }

direct = { $heading }
    > { $prompt }
    { $reason }
    -# { $facts }
direct-void = Your video in { $channel } did not come about.
direct-cancelled = Your video in { $channel } was cancelled.
direct-undeliverable = Your video for { $channel } is made, but could not be posted.

ending-refused-field = The studio did not accept the option `{ $field }`. Change it and try again.
ending-refused-unsaid = The studio did not accept the request and did not say what is wrong with it: the prompt or the picture, or how this bot is set up. Try once more with another prompt; if that fails too, it is for the operator, who is told when it goes on.
ending-refused = The studio did not accept the request. Change the prompt or the picture a little and try again.
ending-vendor-key = The studio does not let this bot in at the moment. The operator has been told; please try again later.
ending-vendor-credits = The bot's own account with the studio is empty. The operator has been told; please try again later.
ending-vendor-gateway = The studio cannot be reached properly at the moment. The operator has been told; please try again later.
ending-vendor-failed = The studio tried and gave up. Often a simpler prompt or another picture helps; you can try again right away.
ending-task-lost = The studio lost this video. You can ask for it again right away.
ending-no-link = The studio said it was done but handed over no file. You can ask for it again right away.
ending-link-dead = The studio's file could not be downloaded. You can ask for it again right away.
ending-not-a-video = What the studio handed over is not a video that plays. You can ask for it again right away.
ending-no-turn = The queue was too long: its turn did not come within an hour. Please try again when it is quieter.
ending-never-finished = The studio did not finish within a day. You can ask for it again.
ending-never-known = The studio never let us know whether it made this video. Should the clip turn up after all, it is yours at no charge. You can ask for it again.
ending-never-taken = It turned out that the studio never took this video on. You can ask for it again.
ending-never-made = It turned out that the studio made no video that could be had. You can ask for it again.
ending-by-requester = Cancelled by the one who asked for it.
ending-by-moderator = Cancelled by a moderator of this server.
ending-channel-lost = The channel is gone, or I cannot see it any more, so the video was not begun. You can ask for it in another channel.
ending-no-channel = The video is made, but the channel is gone, the thread is locked, or I may not post there. The credits were spent and the file is kept for some days. `/jobs id:` posts it again wherever you use it and I may post.
ending-file-lost = The video was made, but its file was lost with the machine that kept it, and the studio does not hand it out any more. The credits were spent; a moderator can return them with `/jobs id:`.
ending-no-answer = The video is made, but Discord did not let me see whether it was posted, and posting twice would be worse. Look for it in the channel; the file is kept for some days, so if it is not there, `/jobs id:` posts it again at no charge.
