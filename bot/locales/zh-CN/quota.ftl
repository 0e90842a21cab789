cmd-quota = 管理员：查看和分配本服务器的积分
cmd-quota-view = 服务器、成员或身份组可用多少，还剩多少
cmd-quota-view-member = 改为显示该成员：上限、用量和剩余
cmd-quota-view-role = 显示该身份组每个成员可用多少
cmd-quota-server = 设定服务器的额度、周期和重置时间
cmd-quota-server-allowance = 每周期的积分；增加立即生效，减少从下一周期起
cmd-quota-server-period = 额度多久重新发放；从下一周期起生效
cmd-quota-server-reset-day = 每月几号或每周第几天（1 是星期一）重置
cmd-quota-server-time-zone = 以哪里的午夜为准，例如 Asia/Shanghai
cmd-quota-server-inherit = 忘掉这里的设定，重新跟随运营者
cmd-quota-role = 限制一个身份组的每个成员每周期可用多少
cmd-quota-role-role = 身份组；有多个上限时取最高。@everyone 指没有其他上限的所有人
cmd-quota-role-limit = 每周期的积分；不填则取消上限
cmd-quota-member = 限制一个成员，或本周期多给一些
cmd-quota-member-member = 成员
cmd-quota-member-limit = 每周期的积分，不论身份组
cmd-quota-member-no-limit = 取消该成员的单独上限，恢复按身份组
cmd-quota-member-extra = 在上限之外多给的积分，到周期结束为止
cmd-quota-reason = 原因；会随更改一起保存
cmd-choice-period-day = 每天
cmd-choice-period-week = 每周
cmd-choice-period-month = 每月

quota-title = **本服务器的积分**
quota-pool = 还剩 **{ $left }** / { $allowance } · 已花费 { $spent } · 为进行中的视频预留 { $held }
quota-resets = 本{ $period }结束于 { $at }（{ $in }）。
quota-next = 以后各周期的**规则**：
quota-row = - { $what } · { $by }
quota-set = 在此设定
quota-inherited = 来自运营者
quota-rule-credits = 每{ $period } { $credits }
quota-rule-period = 每{ $period }重新发放
quota-rule-day-day = 午夜重置
quota-rule-day-week = 星期{ $day ->
    [1] 一
    [2] 二
    [3] 三
    [4] 四
    [5] 五
    [6] 六
   *[7] 日
}重置
quota-rule-day-month = 每月 { $day } 号重置
quota-rule-zone = 时区 { $zone }
quota-shorter = 下一周期只是其中一段，到 { $at } 为止，因此有 { $credits }。
quota-ceiling = -# 每{ $period }最多可设 { $ceiling }。只有运营者可以提高。
quota-no-member-limit = 没有单独上限或身份组上限的成员不受限制。
quota-member-limit = 没有其他上限的成员每周期可用 { $credits }。
quota-roles = **身份组上限**（取成员身份组中最高的）
quota-role-line = { $role }：{ $credits }
quota-roles-more = ……还有 { $count } 个
quota-member-title = **{ $member } 在这里可用多少**
quota-member-now = 现在可用 **{ $credits }**。
quota-member-used = 已花费 { $spent } · 为进行中的视频预留 { $held }
quota-member-unlimited = 没有单独、身份组或全体上限：只看服务器还剩多少。
quota-member-limited = 上限还剩 **{ $left }** / { $limit }（{ $source }）
limit-of-own = 为该成员单独设定
limit-of-role = 来自身份组 { $role }
limit-of-server = 本服务器所有人
quota-member-room = 本周期在上限之外多给了 { $room }。
quota-member-pool = 服务器还剩 { $left }。
quota-role-title = **{ $role } 的每个成员可用多少**
quota-role-none = 没有为这个身份组设定上限。
quota-role-limit = 每周期 { $credits }。成员有多个带上限的身份组时取最高；成员的单独上限优先。
quota-limit-set = ✅ { $whose } 现在每周期可用 **{ $after }**（之前：{ $before }）。
quota-limit-removed = ✅ 已取消 { $whose } 的上限（之前：{ $before }）。
quota-was-none = 无上限
quota-room-given = ✅ { $member } 到周期结束前可多用 **{ $added }**（上限之外共 { $total }）。服务器的总额不变。
button-return = 退回积分
returned = ↩️ { $credits }已退回服务器的额度，该成员本周期也可多用同样多。
returned-in-part = ↩️ 该成员本周期可多用 { $credits }。其中 { $pool }退回了服务器的额度：它已到上限，只有运营者可以提高。

cmd-block = 管理员：禁止一个成员在这里生成视频
cmd-block-member = 成员；其排队中的视频会被取消
cmd-block-until = 多久（默认：直到解除）
cmd-block-reason = 原因；该成员会看到
cmd-unblock = 管理员：允许一个成员重新在这里生成视频
cmd-unblock-member = 成员
cmd-choice-until-hour = 一小时
cmd-choice-until-day = 一天
cmd-choice-until-week = 一周
cmd-choice-until-month = 30 天
block-for-good = 直到管理员解除
block-until = 到 { $at } 为止
block-reason = 原因：“{ $reason }”。
blocked = 🚫 { $member } 不能在这里生成视频，{ $until }。{ $reason }{ $cancelled ->
    [0] { "" }
   *[other] 已取消 { $cancelled } 个排队中的视频。
}正在生成的视频仍会送达。
unblocked = ✅ { $member } 可以重新在这里生成视频。原来的禁止{ $until }。
quota-member-blocked = 🚫 已被禁止，{ $until }。{ $reason }
