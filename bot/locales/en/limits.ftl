# /limits: what may be asked for, what is asked about first, and what waits for a moderator.
status-awaiting-approval = 🙋 Waiting for a moderator, who has to agree to this price. { $credits } are set aside meanwhile. Without an answer it is called off { $until }, and nothing is spent. Until then it can be cancelled.
job-state-awaiting-approval = 🙋 waits for a moderator
ending-not-approved = A moderator of this server did not agree to this video. A cheaper one may need nobody's word: see `/credits`.
ending-never-approved = No moderator of this server answered within a day. You can ask again, or ask for a cheaper one: see `/credits`.

scope-server = for everybody here
scope-role = for the role { $subject }
scope-channel = in { $subject }
refusal-videos-paused = A moderator has paused videos in this server. What is being made still arrives; for a new one ask again later, or ask a moderator (`/setup`).
refusal-channel-not-allowed = Videos are not asked for in this channel. Use { $channels }. A moderator can allow more channels with `/setup`.
refusal-word-blocked = The moderators of this server do not want “{ $word }” in prompts. Say it in another way and try again.
refusal-resolution-capped = { $resolution } is sharper than { $limit }, which is the most { $scope }. Choose { $limit } and try again. A moderator can change that with `/limits cap`.
refusal-duration-capped = { $seconds } seconds are longer than { $limit } seconds, which is the most { $scope }. Choose a shorter video and try again. A moderator can change that with `/limits cap`.
refusal-audio-capped = Sound is switched off { $scope }. Ask without it and try again. A moderator can change that with `/limits cap`.
refusal-images-capped = Videos do not start from pictures { $scope }. Ask without one and try again. A moderator can change that with `/limits cap`.
refusal-jobs-capped = You have as many videos under way as one member may have { $scope }: { $limit }. Wait until one is done, or cancel one. A moderator can change that with `/limits cap`.
refusal-role-or-channel = A cap is for a role or for a channel, not for a role in a channel. Leave one of them out and try again.
refusal-words-unfit = Up to { $most } words or phrases can be blocked, each of { $longest } characters at most. Shorten the list and try again.
refusal-confirmation-too-old = This price was shown too long ago. Ask for the video again.

confirm = 💳 **{ $prompt }**
    { $facts }
    This takes **{ $price }**. The server has { $available } left.{ $yours } Nothing is set aside yet.
confirm-like-picture = your picture's shape
button-confirm = Make it for { $price }
button-decline = Rather not
confirm-declined = Not asked for. Nothing was spent.
receipt-awaiting = 🙋 **{ $credits }** are set aside, and a moderator is asked to agree to this price.
    The server's pool has **{ $available }** of { $allowance } left after it{ $extra ->
        [0] { "" }
       *[other] { " " }and { $extra } extra
    }; fresh credits come { $resets }.{ $yours }
    Its message in this channel shows what became of it. Without an answer it is called off within a day, and nothing is spent.

cmd-limits = For moderators: what videos may be like here, and what is asked about first
cmd-limits-view = Everything that is limited, asked about first or blocked here
cmd-limits-cap = The most that a video may be: for everybody, for a role, or in a channel
cmd-limits-cap-role = For the members of this role; left out, and without a channel, it is for everybody
cmd-limits-cap-channel = For what is asked for in this channel and its threads
cmd-limits-cap-resolution = The sharpest; 720p is no cap
cmd-limits-cap-duration = The longest; 12 seconds are no cap
cmd-limits-cap-audio = Whether sound may be asked for
cmd-limits-cap-images = Whether videos may start from a picture
cmd-limits-cap-jobs = Videos that one member may have under way at once; 0 is no cap
cmd-limits-cap-remove = First take away every cap that is set for it
cmd-limits-price = From which price on a member is asked first, or a moderator has to agree
cmd-limits-price-confirm-above = Members confirm what takes more credits than this
cmd-limits-price-no-confirm = Ask members about no price any more
cmd-limits-price-approve-above = What takes more credits than this waits for a moderator
cmd-limits-price-no-approve = Have nothing wait for a moderator any more
cmd-limits-words = Block words and phrases in prompts, or allow them again
cmd-limits-words-add = Words or phrases to block, separated by commas
cmd-limits-words-remove = Words or phrases to allow again, separated by commas

limits-title = **What may be asked for here**
limits-no-caps = No caps: everything that the studio offers may be asked for.
limits-caps = **The most that a video may be** (of several caps the strictest counts)
limits-cap-line = - { $whose }: { $cap }
limits-whose-server = everybody
limits-whose-role = { $subject }
limits-whose-channel = in { $subject }
limits-cap-none = no cap
limits-cap-resolution = up to { $resolution }
limits-cap-duration = up to { $seconds } s
limits-cap-audio = no sound
limits-cap-images = no pictures to start from
limits-cap-jobs = { $jobs ->
    [one] one video at once
   *[other] { $jobs } videos at once
}
limits-confirm = A member confirms what takes more than **{ $credits }**.
limits-no-confirm = No price has to be confirmed.
limits-approve = What takes more than **{ $credits }** waits for a moderator.
limits-no-approve = Nothing waits for a moderator.
limits-no-log-channel = ⚠️ There is no log channel that I can ask moderators in. Choose one with `/setup`; until then `/jobs everyone:True` lists what waits, and `/jobs id:` approves it.
limits-words = **Blocked words** ({ $count }): { $words }
limits-no-words = No words are blocked.
limits-hint = -# `/limits cap`, `/limits price` and `/limits words` change this. Credits are shared out with `/quota`.
limits-cap-changed = ✅ { $whose }: **{ $after }** (before: { $before }).
limits-prices-changed = ✅ From now on:
limits-before = -# Before: { $before }
limits-words-changed = ✅ The blocked words are changed.
limits-words-unchanged = ℹ️ Nothing had to be changed.
limits-words-added = Blocked now: { $words }
limits-words-removed = Allowed again: { $words }

limits-paused = ⏸️ Videos are paused by a moderator.
limits-channels = ⚠️ Not in this channel: videos are asked for in { $channels }.
limits-channels-here = Videos are asked for in { $channels }.
limits-applies = Limited ({ $whose }): { $cap }

cmd-limits-tidy = Take away the limits and caps of roles and channels that were deleted
limits-tidied = { $count ->
    [0] ✅ There is nothing to tidy up: every role and channel that has a limit or a cap still exists.
   *[other] 🧹 The limits and caps of what was deleted are taken away (roles: { $roles }, channels: { $channels }).
}
