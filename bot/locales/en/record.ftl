# /quota history, export and chart: descriptions (100 characters at most), the record, the table, the picture.
cmd-quota-history = The record: what became of credits, and who changed what, newest first
cmd-quota-history-member = Only what is about this member, or was done by that one
cmd-quota-history-kind = Only this part of the record
cmd-choice-record-all = Everything
cmd-choice-record-credits = Movements of credits
cmd-choice-record-changes = Changes by moderators and the operator
cmd-quota-export = A table (CSV) of all videos of a period, for a spreadsheet
cmd-quota-export-period = Which videos (default: those of this period)
cmd-quota-chart = A picture of a period: credits by day, share of the allowance, who used most
cmd-quota-chart-period = Which period (default: this one)
cmd-choice-span-this = This period
cmd-choice-span-last = The period before
cmd-choice-span-days = The last 90 days
cmd-choice-span-all = Everything

record-title = **The record of this server**
record-title-credits = **The record of this server: movements of credits**
record-title-changes = **The record of this server: changes**
record-about = About { $member }
record-none = There is nothing in it yet.
record-hint = -# A video stands where it was asked for; `/jobs id:` shows one of them with everything about it.
record-entry = { $at } · { $what }
record-for-reason = { $what } (“{ $reason }”)
record-erased = a member who was erased
record-operator = the operator
record-system = the bot
record-video = 🎬 { $who }: **{ $prompt }**
    -# { $lines } · { $number }
record-line-at = { $line } { $at }
record-period = 📅 A new { $period } began with { $credits }, until { $until }.
record-period-over = 📅 A { $period } began with { $credits }, until { $until }; { $expired } were left and expired.
record-change = ⚙️ { $who } { $what }
record-from-to = { $before } → { $after }
record-was-unset = not set

record-rule-credits = set the allowance: { $values }
record-rule-period = set how often credits come afresh: { $values }
record-rule-zone = set the time zone: { $values }
record-rule-reset-day = set the reset day: { $values }
record-ceiling = set the ceiling of the allowance: { $values }
record-limit-server = set the limit for everybody without another: { $values }
record-limit-role = set the limit of { $subject }: { $values }
record-limit-member = set the limit of { $subject }: { $values }
record-block-member = blocked { $subject } { $after }
record-block-member-off = unblocked { $subject }
record-room-member = gave { $subject } more room this period: { $values }
record-return = returned { $after } of { $subject }
record-grant = granted extra credits: { $values }
record-approve = approved { $subject }
record-refuse = refused { $subject }
record-remove = removed the clip of { $subject }
record-price-confirm = set the price from which members confirm: { $values }
record-price-approve = set the price from which a moderator approves: { $values }
record-cap-server = set the most that a video may be for everybody: { $values }
record-cap-role = set the most that a video may be for { $subject }: { $values }
record-cap-channel = set the most that a video may be in { $subject }: { $values }
record-words = changed the blocked words: { $values }
record-setup-channels = changed where videos may be asked for: { $values }
record-setup-log-channel = changed the log channel: { $values }
record-setup-language = changed the language of public messages: { $values }
record-setup-defaults = changed the defaults of videos: { $values }
record-setup = changed the setting “{ $subject }”: { $values }
record-pause = paused videos here
record-pause-off = let videos be made here again
record-other = changed “{ $subject }”: { $values }

export-done = 📄 { $count ->
    [0] No videos were asked for
    [one] One video that was asked for
   *[other] { $count } videos that were asked for
} from { $from } to { $until }. Only you see this file.
export-cut = ✂️ The file is as large as Discord takes: it has the newest { $count }, back to { $from }. **The rest** gives you those before.
export-button-rest = The rest
export-asked-utc = asked at (ISO 8601, UTC)
export-asked-local = asked at (local time, { $zone })
export-job = job
export-member = member
export-channel = channel
export-state = state
export-prompt = prompt
export-shape = shape
export-resolution = resolution
export-seconds = seconds
export-sound = sound
export-picture = picture
export-price = price held
export-captured = spent
export-returned = returned
export-link = link
export-yes = yes
export-no = no
export-state-awaiting-approval = waiting for a moderator
export-state-queued = waiting
export-state-submitting = being asked for
export-state-unknown = answer lost
export-state-running = being made
export-state-fetching = being fetched
export-state-ready = being posted
export-state-delivered = posted
export-state-undeliverable = made, not posted
export-state-failed = failed
export-state-expired = never known
export-state-cancelled = cancelled

chart-done = 📊 Only you see this picture. Save it or forward it to show it to others.
chart-in-english = -# It is labelled in English, because this bot has no font with Chinese; its operator can name one (FONT_PATH).
chart-alt = { $title }, { $dates }: { $figure } { $caption }. { $sums }
chart-alt-sum = { $label } { $figure }
chart-server = This server
chart-dates = { $dates } · { $zone }
chart-dates-one-year = { $from } – { $until } { $year }
chart-dates-years = { $from } – { $until }
chart-date = { $day } { $year }
chart-day = { $day } { $month ->
    [1] Jan
    [2] Feb
    [3] Mar
    [4] Apr
    [5] May
    [6] Jun
    [7] Jul
    [8] Aug
    [9] Sep
    [10] Oct
    [11] Nov
   *[12] Dec
}
chart-used-of = of { $allowance } credits used
chart-used = credits used
chart-share = { $percent } % · { $left } left
chart-sum-spent = Spent
chart-sum-held = Set aside
chart-sum-returned = Returned
chart-sum-given-back = Not charged
chart-days = Credits by day
chart-nothing = No videos were asked for
chart-members = Most used by
chart-member = member …{ $digits }
chart-footer = Reelroom · { $count ->
    [one] one video
   *[other] { $count } videos
} · each on the day it was asked for

refusal-no-earlier-period = There was no period before this one here: the record begins with this one.
handout-refused = ⚠️ Discord did not take the file. Try again in a while, or choose a shorter period.
