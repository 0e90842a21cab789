# /setup: the panel, its forms, and the news at its top.
cmd-setup = For moderators: set this server up from one panel

setup-title = **Set up this server**
    Choose below what holds for everybody here. Each choice acts at once, and only you see this panel.
setup-look-only = 👀 You may look, but not change anything here: that needs the permission Manage Server. With `/quota` you can change the credits, if your server lets you use it.
setup-todo = **Still worth doing**
setup-todo-permissions = - In this channel I need: { $missing }. Until I have them nobody can make videos in it.
setup-todo-resume = - Videos are paused. Resume them at the bottom when it is time.
setup-todo-log = - Choose a log channel. There you read what becomes of the videos here, and what needs your word.
setup-todo-limit = - Limit what each member may use, or one alone can use up everything.
setup-todo-nothing = ✅ Everything that matters is set.
setup-unset = not set here
setup-everywhere = everywhere
setup-and-more = { $named } and { $count } more
setup-off = off

setup-channels = **Where videos may be asked for:** { $where } · { $by }
    -# Threads, and posts of forums, belong to their channel.
setup-channels-hint = Everywhere. Choose channels to keep videos there
setup-log-channel = **Log channel:** { $where } · { $by }
    -# For moderators: keep it hidden from members. I need View Channel and Send Messages in it.
setup-log-hint = Choose a channel for the log
setup-log-none = none
setup-log-lost = ⚠️ I could not post there: it was deleted, or I may not. Give me both permissions in it, then choose it again below, or choose another.
setup-language = **Language of public messages:** { $language } · { $by }
    -# Private answers come in each member's own Discord language.
setup-english = English
setup-chinese = 中文
setup-as-discord = as Discord says of this server ({ $language })

setup-credits = **Credits of this server**
setup-left = This { $period }: **{ $left }** of { $allowance } left; fresh ones come { $resets }.
setup-later = What is set below acts from then on.
setup-each = each member without another limit may use { $credits } per { $period }
setup-each-none = no limit for each member
setup-roles-none = **Limits by role:** none. Choose a role below to give its members another limit.
setup-roles-hint = Choose a role to set or remove its limit
setup-prices = **Prices that ask first** (a video takes { $least } to { $most } credits)
setup-confirm = Above { $credits } the member is asked before anything is set aside
setup-confirm-none = Members are never asked whether they mean it
setup-approve = Above { $credits } a moderator has to agree
setup-approve-none = No video needs a moderator's word
setup-never-asks = ⚠️ No video takes more than { $most } credits, so that never happens. Choose a lower price.
setup-approve-unlogged = ⚠️ There is no log channel to ask you in. Choose one above; until then `/jobs everyone:True` shows what waits, and `/jobs id:` lets you agree.
setup-defaults = **What `/generate` does where a member does not choose**
setup-studio = as the studio does it
setup-running = **Videos** can be asked for.
    -# Pausing refuses new ones; what is being made still arrives.
setup-paused = ⏸️ **Videos are paused.** New ones are refused.
    -# What is being made still arrives.
setup-foot = -# More: `/quota server` also sets the day of the reset, `/quota member` limits or helps one member, `/block` keeps one out, `/limits` caps length, sharpness and sound. Who may use which command: Server Settings › Integrations.

setup-reset = Reset
setup-pause = Pause videos
setup-resume = Resume videos
setup-open-credits = Credits…
setup-open-prices = Prices…
setup-open-defaults = Defaults…

setup-changed = ✅ { $what } { $after } (before: { $before })
setup-unchanged = ☑️ Nothing was changed: it was so before.
setup-what-channels = Videos may be asked for:
setup-what-log-channel = Log channel:
setup-what-language = Language of public messages:
setup-what-confirm-above = Asking the member above:
setup-what-approve-above = Asking a moderator above:
setup-what-defaults = Where a member does not choose:
setup-what-paused = Videos:
setup-what-credits = Credits per period:
setup-what-period = Fresh credits:
setup-what-zone = Time zone:
setup-what-reset-day = Day of the reset:
setup-what-member-limit = Limit of everybody without another one:
setup-what-role-limit = Limit of each { $role }:
setup-is-paused = paused
setup-is-running = can be asked for

setup-form-credits-title = Credits of this server
setup-form-credits = Credits per period
setup-form-credits-empty = Empty: what the operator gives
setup-form-member-limit = Limit of each member
setup-form-member-limit-hint = Credits per period, for everybody without a limit of their own or by a role
setup-form-member-limit-empty = Empty: no limit
setup-form-period = How often they come afresh
setup-form-period-hint = Another one acts from the next period
setup-form-inherit = As the operator says
setup-form-zone = Time zone
setup-form-zone-hint = Whose midnight they come at: a place such as Berlin, New York or Asia/Shanghai
setup-form-zone-empty = Empty: what the operator says
setup-form-reason = Why
setup-form-reason-empty = You may leave this empty; it is kept with the change
setup-form-prices-title = Prices that ask first
setup-form-confirm = Ask the member above
setup-form-confirm-hint = Credits of one video; dearer ones are made once the member has said yes
setup-form-confirm-empty = Empty: never ask
setup-form-approve = Ask a moderator above
setup-form-approve-hint = Credits of one video; dearer ones wait until a moderator agrees
setup-form-approve-empty = Empty: never ask
setup-form-defaults-title = Where a member does not choose
setup-form-studio = As the studio does it: { $value }
setup-form-aspect-ratio = Shape
setup-form-resolution = Sharpness
setup-form-duration = Length
setup-form-generate-audio = Sound
setup-form-fixed-lens = Camera
setup-form-role-title = Limit of a role
setup-form-role-limit = Limit of each of its members
setup-form-role-limit-hint = Credits per period. If a member has several such roles, the best limit counts
setup-form-role-limit-empty = Empty: no limit by this role

offer-generate-audio-yes = With sound
offer-generate-audio-no = Without sound
offer-fixed-lens-yes = Still camera
offer-fixed-lens-no = Moving camera

refusal-number-unreadable = “{ $typed }” is no whole number. Write it in digits alone, such as 40, and try again.
refusal-channel-unseen = I do not see { $channel }, so I could post nothing there. Let me in (its settings › Permissions: View Channel and Send Messages), then choose it again.
