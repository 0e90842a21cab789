cmd-setup = 管理员：在一个面板里设置本服务器

setup-title = **设置本服务器**
    在下面选择对所有人适用的设定。每项选择立即生效，这个面板只有你能看到。
setup-look-only = 👀 你可以查看，但不能在这里更改：这需要“管理服务器”权限。如果服务器允许你使用 `/quota`，可以用它更改积分。
setup-todo = **还值得做的事**
setup-todo-permissions = - 我在本频道需要：{ $missing }。在此之前没人能在这里生成视频。
setup-todo-resume = - 视频已暂停。可以时请在最下面恢复。
setup-todo-log = - 选择一个日志频道。你可以在那里看到视频的情况，以及需要你决定的事。
setup-todo-limit = - 限制每个成员可用多少，否则一个人就能用光全部。
setup-todo-nothing = ✅ 重要的都已设定。
setup-unset = 未在此设定
setup-everywhere = 所有频道
setup-and-more = { $named } 等，还有 { $count } 个
setup-off = 关闭

setup-channels = **可以请求视频的频道：**{ $where } · { $by }
    -# 子区和论坛帖子算在所属频道里。
setup-channels-hint = 所有频道。选择后只限这些频道
setup-log-channel = **日志频道：**{ $where } · { $by }
    -# 给管理员看，建议对成员隐藏。我在其中需要：查看频道、发送消息。
setup-log-hint = 选择日志频道
setup-log-none = 无
setup-log-lost = ⚠️ 我没能在那里发布：频道已删除，或我没有权限。请给我上述权限，再在下面重新选择它，或换一个频道。
setup-language = **公开消息的语言：**{ $language } · { $by }
    -# 私密回复使用每个成员自己的 Discord 语言。
setup-english = English
setup-chinese = 中文
setup-as-discord = 跟随 Discord 的服务器语言（{ $language }）

setup-credits = **本服务器的积分**
setup-left = 本{ $period }还剩 **{ $left }** / { $allowance }；{ $resets }重新发放。
setup-later = 下面的设定从那时起生效。
setup-each = 没有其他上限的成员每{ $period }可用 { $credits }
setup-each-none = 每个成员无上限
setup-roles-none = **身份组上限：**无。在下面选择一个身份组，可为其成员设定不同的上限。
setup-roles-hint = 选择身份组来设定或取消上限
setup-prices = **需要先询问的价格**（一个视频 { $least } 到 { $most } 积分）
setup-confirm = 超过 { $credits }时，先询问成员再预留积分
setup-confirm-none = 从不询问成员是否确定
setup-approve = 超过 { $credits }时，需要管理员同意
setup-approve-none = 视频不需要管理员同意
setup-never-asks = ⚠️ 没有视频超过 { $most } 积分，所以永远不会询问。请选择更低的价格。
setup-approve-unlogged = ⚠️ 没有可以询问你的日志频道。请在上面选择一个；在此之前，用 `/jobs everyone:True` 查看等待中的视频，用 `/jobs id:` 表示同意。
setup-defaults = **成员没有选择时，`/generate` 使用**
setup-studio = 按工作室的默认
setup-running = **视频**可以请求。
    -# 暂停会拒绝新的请求；正在制作的仍会送达。
setup-paused = ⏸️ **视频已暂停。**新的请求会被拒绝。
    -# 正在制作的仍会送达。
setup-foot = -# 更多：`/quota server` 还可设定重置的日子，`/quota member` 限制或照顾一个成员，`/block` 禁止一个成员，`/limits` 限制时长、清晰度和声音。谁能用哪个命令：“服务器设置 › 整合”。

setup-reset = 重置
setup-pause = 暂停视频
setup-resume = 恢复视频
setup-open-credits = 积分……
setup-open-prices = 价格……
setup-open-defaults = 默认值……

setup-changed = ✅ { $what }{ $after }（之前：{ $before }）
setup-unchanged = ☑️ 没有更改：原来就是这样。
setup-what-channels = 可以请求视频的频道：
setup-what-log-channel = 日志频道：
setup-what-language = 公开消息的语言：
setup-what-confirm-above = 询问成员的价格，超过：
setup-what-approve-above = 询问管理员的价格，超过：
setup-what-defaults = 成员没有选择时：
setup-what-paused = 视频：
setup-what-credits = 每周期的积分：
setup-what-period = 重新发放：
setup-what-zone = 时区：
setup-what-reset-day = 重置的日子：
setup-what-member-limit = 没有其他上限的成员的上限：
setup-what-role-limit = { $role } 每个成员的上限：
setup-is-paused = 已暂停
setup-is-running = 可以请求

setup-form-credits-title = 本服务器的积分
setup-form-credits = 每周期的积分
setup-form-credits-empty = 不填：由运营者决定
setup-form-member-limit = 每个成员的上限
setup-form-member-limit-hint = 每周期的积分，适用于没有单独上限或身份组上限的人
setup-form-member-limit-empty = 不填：无上限
setup-form-period = 多久重新发放
setup-form-period-hint = 更改从下一周期起生效
setup-form-inherit = 跟随运营者
setup-form-zone = 时区
setup-form-zone-hint = 以哪里的午夜为准，例如 Asia/Shanghai、Berlin 或 New York
setup-form-zone-empty = 不填：跟随运营者
setup-form-reason = 原因
setup-form-reason-empty = 可以不填；会随更改一起保存
setup-form-prices-title = 需要先询问的价格
setup-form-confirm = 超过多少先问成员
setup-form-confirm-hint = 单个视频的积分；更贵的要成员确认后才生成
setup-form-confirm-empty = 不填：从不询问
setup-form-approve = 超过多少先问管理员
setup-form-approve-hint = 单个视频的积分；更贵的要等管理员同意
setup-form-approve-empty = 不填：从不询问
setup-form-defaults-title = 成员没有选择时
setup-form-studio = 按工作室的默认：{ $value }
setup-form-aspect-ratio = 画面比例
setup-form-resolution = 清晰度
setup-form-duration = 时长
setup-form-generate-audio = 声音
setup-form-fixed-lens = 镜头
setup-form-role-title = 身份组上限
setup-form-role-limit = 每个成员的上限
setup-form-role-limit-hint = 每周期的积分。成员有多个带上限的身份组时取最高
setup-form-role-limit-empty = 不填：这个身份组没有上限

offer-generate-audio-yes = 有声
offer-generate-audio-no = 无声
offer-fixed-lens-yes = 固定镜头
offer-fixed-lens-no = 移动镜头

refusal-number-unreadable = “{ $typed }”不是整数。请只用数字填写，例如 40，然后再试。
refusal-channel-unseen = 我看不到 { $channel }，无法在那里发布。请让我进入（频道设置 › 权限：查看频道、发送消息），然后再选择它。
