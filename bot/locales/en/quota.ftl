# /quota: descriptions (100 characters at most), panels and answers.
cmd-quota = For moderators: see and divide this server's credits
cmd-quota-view = What the server, a member or a role may use, and what is left of it
cmd-quota-view-member = Show this member instead: limit, use, and what is left
cmd-quota-view-role = Show what each member of this role may use
cmd-quota-server = Set the server's allowance, its period and when it resets
cmd-quota-server-allowance = Credits per period; more acts at once, less from the next period
cmd-quota-server-period = How often the allowance comes afresh; acts from the next period
cmd-quota-server-reset-day = Day of the month, or of the week (1 is Monday), on which it resets
cmd-quota-server-time-zone = Whose midnight it resets at, such as Europe/Berlin
cmd-quota-server-inherit = Forget what was set here and follow the operator again
cmd-quota-role = Limit what each member of a role may use per period
cmd-quota-role-role = The role; with several limits the best one counts. @everyone is everybody without another limit
cmd-quota-role-limit = Credits per period; leave it out to remove the limit
cmd-quota-member = Limit one member, or give that member more room this period
cmd-quota-member-member = The member
cmd-quota-member-limit = Credits per period, whatever the roles say
cmd-quota-member-no-limit = Remove the member's own limit; roles count again
cmd-quota-member-extra = Credits on top of the limit, until the period ends
cmd-quota-reason = Why; it is kept with the change
cmd-choice-period-day = Every day
cmd-choice-period-week = Every week
cmd-choice-period-month = Every month

quota-title = **Credits of this server**
quota-pool = **{ $left }** of { $allowance } left · spent { $spent } · set aside for videos under way { $held }
quota-resets = This { $period } ends { $at } ({ $in }).
quota-next = **The rule** for the periods to come:
quota-row = - { $what } · { $by }
quota-set = set here
quota-inherited = from the operator
quota-rule-credits = { $credits } per { $period }
quota-rule-period = comes afresh every { $period }
quota-rule-day-day = resets at midnight
quota-rule-day-week = resets on { $day ->
    [1] Monday
    [2] Tuesday
    [3] Wednesday
    [4] Thursday
    [5] Friday
    [6] Saturday
   *[7] Sunday
}
quota-rule-day-month = resets on day { $day } of the month
quota-rule-zone = in the time zone { $zone }
quota-shorter = The next one is a part of such a period, until { $at }, and brings { $credits } accordingly.
quota-ceiling = -# You can set up to { $ceiling } per { $period }. Only the operator can raise that.
quota-no-member-limit = No limit for members without one of their own or by a role.
quota-member-limit = Everybody without another limit may use { $credits } per period.
quota-roles = **Limits by role** (the best of a member's roles counts)
quota-role-line = { $role }: { $credits }
quota-roles-more = … and { $count } more
quota-member-title = **What { $member } may use here**
quota-member-now = **{ $credits }** can be used right now.
quota-member-used = Spent { $spent } · set aside for videos under way { $held }
quota-member-unlimited = No limit of their own, by a role or for everybody: only what the server has left counts.
quota-member-limited = **{ $left }** of { $limit } left of the limit ({ $source })
limit-of-own = set for this member
limit-of-role = by the role { $role }
limit-of-server = for everybody here
quota-member-room = { $room } of room were given on top of it for this period.
quota-member-pool = The server has { $left } left.
quota-role-title = **What each member of { $role } may use**
quota-role-none = No limit is set for this role.
quota-role-limit = { $credits } per period. If a member has several roles with limits, the best one counts; a limit of the member's own comes first.
quota-limit-set = ✅ { $whose } may now use **{ $after }** per period (before: { $before }).
quota-limit-removed = ✅ The limit of { $whose } is removed (before: { $before }).
quota-was-none = no limit
quota-room-given = ✅ { $member } may use **{ $added }** more until the period ends ({ $total } on top of the limit in all). The server's pool stays as it is.
button-return = Return credits
returned = ↩️ { $credits } are back in the server's pool, and the member may use as many more this period.
returned-in-part = ↩️ The member may use { $credits } more this period. { $pool } went back to the server's pool: it is at its ceiling, which only the operator can raise.

cmd-block = For moderators: keep a member from making videos here
cmd-block-member = The member; what they have waiting is cancelled
cmd-block-until = How long (default: until you unblock)
cmd-block-reason = Why; the member reads it
cmd-unblock = For moderators: let a member make videos here again
cmd-unblock-member = The member
cmd-choice-until-hour = For an hour
cmd-choice-until-day = For a day
cmd-choice-until-week = For a week
cmd-choice-until-month = For 30 days
block-for-good = until a moderator unblocks
block-until = until { $at }
block-reason = { " " }Reason: “{ $reason }”.
blocked = 🚫 { $member } can make no videos here { $until }.{ $reason }{ $cancelled ->
    [0] { "" }
    [one] { " " }One waiting video was cancelled.
   *[other] { " " }{ $cancelled } waiting videos were cancelled.
} Videos that are being made already still arrive.
unblocked = ✅ { $member } can make videos here again. The block was set { $until }.
quota-member-blocked = 🚫 Blocked { $until }.{ $reason }
