# What only the reader sees.
receipt = 🎬 Accepted: **{ $credits }** are set aside for this video.
    The server's pool has **{ $available }** of { $allowance } left after it{ $extra ->
        [0] { "" }
       *[other] { " " }and { $extra } extra
    }; fresh credits come { $resets }.{ $yours }
    Its message in this channel shows how it stands. I mention you there once, when the clip is posted. If there is no clip, nothing is spent.
receipt-yours = { " " }Your own limit leaves you **{ $left }**.
cancelled = 🚫 Cancelled. { $credits } went back to the server's pool.

credits-title = **Credits of this server**
credits-left = **{ $available }** of { $allowance } left
credits-use = Spent { $spent } · set aside for videos under way { $held }
credits-yours = Of that yours: spent { $spent } · set aside { $held }
credits-extra = And **{ $extra }** extra that do not expire, besides { $held } of them set aside
credits-limit = Your limit leaves you **{ $left }** of { $limit } ({ $source })
credits-room = A moderator gave you { $room } more on top of it for this period.
limit-from-own = set for you
limit-from-role = by your role { $role }
limit-from-server = for everybody here
period-day = day
period-week = week
period-month = month
credits-reset = Fresh credits { $at } ({ $in })
credits-prices = **What a video takes** (♪ = with sound)
credits-closed = × closed for now: more was taken for such videos than the price says. The operator has been told.
seconds = { $seconds } s

help-title = **Make a video**
help-generate = `/generate` – describe what you want to see. Length, shape, sound and a picture to start from are up to you. You see the price and what the server has left right away.
help-wait = A message in the channel shows how your video stands. While it waits in the queue, **Cancel** takes it back for free. When the clip is ready I post it and mention you.
help-pay = A video that does not come about costs nothing.
help-credits = `/credits` – what is left, what you used, what each kind of video takes.
help-tip = A good prompt names the shot, who or what, what happens, where and the light: “Close-up of a red fox in falling snow, it turns to the camera, soft morning light”.
help-moderator = **For moderators**
    `/setup` sets this server up from one panel. `/quota view` shows what the server has; `/quota server`, `role` and `member` share it out; `/quota history`, `export` and `chart` show where it went. `/limits` says what may be asked for, and `/block` who may not.
    You can press **Cancel** on anybody's waiting video, and see all videos with `/jobs`. Who may use which command, and where, is set in Server Settings › Integrations. In each channel I need: { $permissions }.

refusal = ⚠️ { $reason }
    -# Nothing was spent.
refusal-of-change = ⚠️ { $reason }
    -# Nothing was changed.
refusal-prompt-blank = There is no description to film. Say in a few words what the video shows and try again.
refusal-prompt-too-long = The prompt is { $length } characters long and { $limit } is the most. Emoji count as two. Shorten it and try again.
refusal-two-images = You gave both a picture and a link to one. Choose one of them and try again.
refusal-image-not-an-image = This is not a picture I can start from. JPEG, PNG and WEBP work.
refusal-image-too-large = The picture is { $size_mb } MB and { $limit_mb } MB is the most. Make it smaller and try again.
refusal-image-wrong-shape = The picture is { $width }×{ $height } pixels. Each side must be between 300 and 6000 pixels, and neither side more than 2.5 times the other. Crop or resize it and try again.
refusal-image-unreachable = I could not get a picture from there. Check that the link opens for everybody, or attach the picture instead.
refusal-image-link-not-public = The link must start with https:// and lead to a public address. Attaching the picture works too.
refusal-channel-forbidden = I could make the video, but could not post it in this channel. A moderator can give me: { $missing }. Or use a channel where I may do that.
refusal-thread-locked = This thread is locked, so I could not post the video here. A moderator can unlock it or give me Manage Threads. Or use another channel.
refusal-thread-private = This thread is private and I am not in it, so I could not post the video here. Mention me in it to add me, then try again.
refusal-server-only = I make videos in servers that I am a member of. Please use the command in a channel there.
refusal-allowance-used-up = This video takes { $price }, but the server has { $available } of { $allowance } left. { $held ->
    [0] { "" }
   *[other] { $held } are set aside for videos under way and come back if those fail. { "" }
}Fresh credits come { $resets_at }. A shorter clip, 480p or no sound takes fewer (see `/credits`). The operator of this bot can raise the allowance.
refusal-member-limit-reached = This video takes { $price }, but you have { $left } of { $limit } left ({ $source }). { $held ->
    [0] { "" }
   *[other] { $held } are set aside for your videos under way and come back if those fail. { "" }
}Your limit starts afresh { $resets_at }. A shorter clip, 480p or no sound takes fewer (see `/credits`). A moderator can raise your limit or give you more room with `/quota member`.
refusal-blocked = A moderator of this server has blocked you from making videos here { $until_at }.{ $why } Ask a moderator if you think that this is a mistake.
refusal-not-blocked = This member is not blocked here.
refusal-key-budget-used-up = The studio is out of credits: what its operator bought is used up or set aside. The operator can buy more; please try again later.
refusal-allowance-over-ceiling = { $credits } is more than this server may have: { $ceiling } per { $period } is the most. Only the operator of this bot can raise that.
refusal-reset-day-unknown = There is no day { $day } in a { $period }. Days go from 1 to { $last }{ $last ->
    [7] { " " }(1 is Monday)
   *[other] { "" }
}.
refusal-zone-unknown = There is no time zone “{ $zone }”. Name a place, such as Europe/Berlin or Asia/Shanghai; `/quota server time_zone:` lists them all.
refusal-amount-unfit = { $amount } does not do: a whole number from { $least } to { $most } is needed.
refusal-managers-only = Only moderators of this server can do that: whoever may manage the server, or was let in Server Settings › Integrations.
refusal-nothing-asked = There is nothing to change. Choose at least one option.
refusal-nothing-to-return = This video took no credits, so there is nothing to return.
refusal-returned-already = The credits of this video were returned before.
refusal-too-many-queued = You have { $limit } videos waiting, which is the most at once. Cancel one or wait until one of them starts.
refusal-price-closed = Videos like this ({ $resolution }, { $seconds } s, { $sound ->
    [yes] with sound
   *[no] silent
}) are closed for now: more was taken for them than the price says, and you should not pay a price that may be wrong. The operator has been told. Another resolution or length{ $sound ->
    [yes] , or one without sound,
   *[no] {""}
} works.
refusal-studio-closed = The studio takes no work at the moment. The operator has been told; please try again in a while.
refusal-studio-full = The bot has no room left, or no way, to keep another video, so it takes no new ones for now. The operator has been told; please try again in a while.
refusal-studio-restored = This bot's records were lost or brought back from a copy, so it does not know all that it did. Its operator has been told and looks first; until then it makes no new videos. Nothing was set aside. Please try again later.
refusal-not-cancellable = It is too late to cancel: the video has left the queue. If it fails, the credits come back by themselves.
refusal-not-your-job = Only the one who asked for this video and the server's moderators can cancel it.
refusal-job-not-found = I know nothing of this video any more.

separator = { ", " }
permission-view-channel = View Channel
permission-send-messages = Send Messages
permission-send-messages-in-threads = Send Messages in Threads
permission-connect = Connect
permission-attach-files = Attach Files
permission-embed-links = Embed Links
permission-read-message-history = Read Message History

apology = 😔 Something went wrong on our side, sorry. Please try again in a moment. If it happens again, give the operator this number: `{ $reference }`
apology-store = 🗄️ I cannot get at my records at the moment, so I could not do this. Unless a message here says otherwise, nothing was set aside, spent or changed. Please try again in a few minutes. If it goes on, give the operator this number: `{ $reference }`
apology-outdated = 🔄 This command has just changed. Please reload Discord (Ctrl+R, or restart the app) and try again.
