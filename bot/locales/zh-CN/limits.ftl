status-awaiting-approval = 🙋 正在等管理员同意这个价格。期间预留了 { $credits }。若没有答复，{ $until }会自动取消，不花积分。在此之前可以取消。
job-state-awaiting-approval = 🙋 等待管理员同意
ending-not-approved = 本服务器的管理员没有同意这个视频。更便宜的视频可能不需要同意：见 `/credits`。
ending-never-approved = 一天内没有管理员答复。你可以重新请求，或请求更便宜的视频：见 `/credits`。

scope-server = 对本服务器所有人
scope-role = 对身份组 { $subject }
scope-channel = 在 { $subject }
refusal-videos-paused = 管理员暂停了本服务器的视频生成。正在制作的仍会送达；新的请稍后再请求，或联系管理员（`/setup`）。
refusal-channel-not-allowed = 这个频道不能请求视频。请使用 { $channels }。管理员可以用 `/setup` 允许更多频道。
refusal-word-blocked = 本服务器的管理员不希望描述中出现“{ $word }”。请换一种说法再试。
refusal-resolution-capped = { $scope }最高只能用 { $limit }，你选了 { $resolution }。请选择 { $limit } 再试。管理员可以用 `/limits cap` 更改。
refusal-duration-capped = { $scope }最长只能用 { $limit } 秒，你选了 { $seconds } 秒。请选择更短的视频再试。管理员可以用 `/limits cap` 更改。
refusal-audio-capped = { $scope }不能使用声音。请去掉声音再试。管理员可以用 `/limits cap` 更改。
refusal-images-capped = { $scope }不能由图片开始视频。请去掉图片再试。管理员可以用 `/limits cap` 更改。
refusal-jobs-capped = { $scope }每个成员最多同时有 { $limit } 个进行中的视频，你已达到。请等一个完成，或取消一个。管理员可以用 `/limits cap` 更改。
refusal-role-or-channel = 一个限制只能对身份组或对频道，不能对某个频道里的身份组。请去掉其中一个再试。
refusal-words-unfit = 最多可屏蔽 { $most } 个词或短语，每个最多 { $longest } 个字符。请缩短列表再试。
refusal-confirmation-too-old = 这个价格是很久以前显示的。请重新请求视频。

confirm = 💳 **{ $prompt }**
    { $facts }
    这个视频需要 **{ $price }**。服务器还剩 { $available }。{ $yours }现在还没有预留。
confirm-like-picture = 与图片最接近的比例
button-confirm = 用 { $price } 积分生成
button-decline = 算了
confirm-declined = 没有请求视频，没有花费积分。
receipt-awaiting = 🙋 已预留 **{ $credits }**，正在请管理员同意这个价格。
    之后服务器额度还剩 **{ $available }** / { $allowance }{ $extra ->
        [0] { "" }
       *[other] ，另有 { $extra } 额外积分
    }；{ $resets }重新发放。{ $yours }
    本频道里的消息会显示结果。若一天内没有答复会自动取消，不花积分。

cmd-limits = 管理员：这里的视频可以是什么样，什么要先问
cmd-limits-view = 查看这里所有的限制、需要先问的价格和屏蔽词
cmd-limits-cap = 视频的最高限制：对所有人、对一个身份组，或在一个频道
cmd-limits-cap-role = 对这个身份组的成员；不填且不选频道则对所有人
cmd-limits-cap-channel = 对在这个频道及其子区请求的视频
cmd-limits-cap-resolution = 最高清晰度；720p 即不限制
cmd-limits-cap-duration = 最长时长；12 秒即不限制
cmd-limits-cap-audio = 是否可以要声音
cmd-limits-cap-images = 视频是否可以由图片开始
cmd-limits-cap-jobs = 一个成员同时可有几个进行中的视频；0 即不限制
cmd-limits-cap-remove = 先取消为它设定的所有限制
cmd-limits-price = 从什么价格起先问成员，或需要管理员同意
cmd-limits-price-confirm-above = 超过这么多积分的视频由成员确认
cmd-limits-price-no-confirm = 不再就价格询问成员
cmd-limits-price-approve-above = 超过这么多积分的视频等待管理员同意
cmd-limits-price-no-approve = 不再等待管理员同意
cmd-limits-words = 屏蔽描述中的词和短语，或重新允许
cmd-limits-words-add = 要屏蔽的词或短语，用逗号分隔
cmd-limits-words-remove = 要重新允许的词或短语，用逗号分隔

limits-title = **这里可以请求什么**
limits-no-caps = 没有限制：工作室提供的都可以请求。
limits-caps = **视频的最高限制**（有多个时取最严的）
limits-cap-line = - { $whose }：{ $cap }
limits-whose-server = 所有人
limits-whose-role = { $subject }
limits-whose-channel = 在 { $subject }
limits-cap-none = 不限制
limits-cap-resolution = 最高 { $resolution }
limits-cap-duration = 最长 { $seconds } 秒
limits-cap-audio = 不能要声音
limits-cap-images = 不能由图片开始
limits-cap-jobs = 同时最多 { $jobs } 个视频
limits-confirm = 超过 **{ $credits }** 的视频由成员先确认。
limits-no-confirm = 没有需要确认的价格。
limits-approve = 超过 **{ $credits }** 的视频等待管理员同意。
limits-no-approve = 没有需要管理员同意的。
limits-no-log-channel = ⚠️ 没有可以询问管理员的日志频道。请用 `/setup` 选择一个；在此之前，`/jobs everyone:True` 列出等待中的视频，`/jobs id:` 可以同意。
limits-words = **屏蔽词**（{ $count }）：{ $words }
limits-no-words = 没有屏蔽词。
limits-hint = -# 用 `/limits cap`、`/limits price` 和 `/limits words` 更改。积分用 `/quota` 分配。
limits-cap-changed = ✅ { $whose }：**{ $after }**（之前：{ $before }）。
limits-prices-changed = ✅ 从现在起：
limits-before = -# 之前：{ $before }
limits-words-changed = ✅ 屏蔽词已更改。
limits-words-unchanged = ℹ️ 没有需要更改的。
limits-words-added = 现在屏蔽：{ $words }
limits-words-removed = 重新允许：{ $words }

limits-paused = ⏸️ 管理员暂停了视频生成。
limits-channels = ⚠️ 这个频道不可以：请在 { $channels } 请求视频。
limits-channels-here = 在 { $channels } 请求视频。
limits-applies = 最高限制（{ $whose }）：{ $cap }

cmd-limits-tidy = 取消已删除的身份组和频道的上限和限制
limits-tidied = { $count ->
    [0] ✅ 没有需要清理的：有上限或限制的身份组和频道都还在。
   *[other] 🧹 已取消被删除者的上限和限制（身份组：{ $roles }，频道：{ $channels }）。
}
