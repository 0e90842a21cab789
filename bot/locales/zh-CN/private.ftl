receipt = 🎬 已接受：为这个视频预留了 **{ $credits }**。
    之后服务器额度还剩 **{ $available }** / { $allowance }{ $extra ->
        [0] { "" }
       *[other] ，另有 { $extra } 额外积分
    }；{ $resets }重新发放。{ $yours }
    本频道里的消息会显示进度。视频发布时我会提到你一次。如果没有做成，不花积分。
receipt-yours = 你的个人上限还剩 **{ $left }**。
cancelled = 🚫 已取消。{ $credits }已退回服务器的额度。

credits-title = **本服务器的积分**
credits-left = 还剩 **{ $available }** / { $allowance }
credits-use = 已花费 { $spent } · 为进行中的视频预留 { $held }
credits-yours = 其中你的：已花费 { $spent } · 预留 { $held }
credits-extra = 另有 **{ $extra }** 不过期的额外积分，其中已预留 { $held }
credits-limit = 你的上限还剩 **{ $left }** / { $limit }（{ $source }）
credits-room = 管理员本周期额外给了你 { $room }。
limit-from-own = 为你单独设定
limit-from-role = 来自你的身份组 { $role }
limit-from-server = 本服务器所有人
period-day = 天
period-week = 周
period-month = 月
credits-reset = { $at } 重新发放（{ $in }）
credits-prices = **每种视频的价格**（♪ = 有声）
credits-closed = × 暂时关闭：这类视频实际收取的积分多于标价。已通知运营者。
seconds = { $seconds } s

help-title = **生成视频**
help-generate = `/generate` – 描述你想看到的画面。时长、比例、声音和起始图片都由你决定。价格和服务器剩余积分会立刻告诉你。
help-wait = 频道里会有一条消息显示进度。排队时点 **取消** 可以免费撤回。视频做好后我会发布并提到你。
help-pay = 没有做成的视频不花积分。
help-credits = `/credits` – 还剩多少、你用了多少、每种视频的价格。
help-tip = 好的描述会写明镜头、主体、动作、场景和光线：“特写，飘雪中的一只红狐，它转头看向镜头，柔和的晨光”。
help-moderator = **管理员**
    `/setup` 用一个面板完成设置。`/quota view` 显示服务器的积分；`/quota server`、`role` 和 `member` 用来分配；`/quota history`、`export` 和 `chart` 显示积分去了哪里。`/limits` 规定可以请求什么，`/block` 规定谁不可以。
    你可以对任何人排队中的视频点 **取消**，并用 `/jobs` 查看所有视频。谁能在哪里使用哪个命令，可在“服务器设置 › 整合”中设定。我在每个频道需要：{ $permissions }。

refusal = ⚠️ { $reason }
    -# 没有花费积分。
refusal-of-change = ⚠️ { $reason }
    -# 没有任何更改。
refusal-prompt-blank = 没有可以拍摄的描述。请用几个词说明画面，然后再试。
refusal-prompt-too-long = 描述有 { $length } 个字符，最多 { $limit } 个。表情符号算两个。请缩短后再试。
refusal-two-images = 你同时给了图片和图片链接。请只保留一个再试。
refusal-image-not-an-image = 这不是可用的起始图片。支持 JPEG、PNG 和 WEBP。
refusal-image-too-large = 图片有 { $size_mb } MB，最大 { $limit_mb } MB。请缩小后再试。
refusal-image-wrong-shape = 图片是 { $width }×{ $height } 像素。每条边须在 300 到 6000 像素之间，长边不超过短边的 2.5 倍。请裁剪或缩放后再试。
refusal-image-unreachable = 无法从那里取得图片。请确认链接对所有人都能打开，或改为直接上传图片。
refusal-image-link-not-public = 链接必须以 https:// 开头并指向公开地址。也可以直接上传图片。
refusal-channel-forbidden = 视频可以做，但我没法发到这个频道。请管理员给我这些权限：{ $missing }。或者换一个我有权限的频道。
refusal-thread-locked = 这个子区已锁定，我没法把视频发到这里。请管理员解锁，或给我“管理子区”权限。也可以换一个频道。
refusal-thread-private = 这个子区是私密的，而我不在其中，没法把视频发到这里。请在子区里提及我来添加我，然后再试。
refusal-server-only = 我只在我加入的服务器里生成视频。请在那里的频道使用这个命令。
refusal-allowance-used-up = 这个视频需要 { $price }，而服务器还剩 { $available } / { $allowance }。{ $held ->
    [0] { "" }
   *[other] { $held } 正为进行中的视频预留，若没有做成会退回。
}{ $resets_at } 重新发放。更短、480p 或无声会更省（见 `/credits`）。本机器人的运营者可以提高额度。
refusal-member-limit-reached = 这个视频需要 { $price }，而你还剩 { $left } / { $limit }（{ $source }）。{ $held ->
    [0] { "" }
   *[other] { $held } 正为你进行中的视频预留，若没有做成会退回。
}你的上限{ $resets_at }重新计算。更短、480p 或无声会更省（见 `/credits`）。管理员可以用 `/quota member` 提高你的上限或给你更多额度。
refusal-blocked = 本服务器的管理员禁止了你在这里生成视频，{ $until_at }。{ $why }如果你认为有误，请联系管理员。
refusal-not-blocked = 该成员在这里没有被禁止。
refusal-key-budget-used-up = 工作室的积分用完了：运营者购买的积分已花费或预留。运营者可以再购买；请稍后再试。
refusal-allowance-over-ceiling = { $credits } 超过了本服务器的上限：每{ $period }最多 { $ceiling }。只有本机器人的运营者可以提高。
refusal-reset-day-unknown = 一{ $period }里没有第 { $day } 天。可选 1 到 { $last }{ $last ->
    [7] （1 是星期一）
   *[other] { "" }
}。
refusal-zone-unknown = 没有名为“{ $zone }”的时区。请填写一个地方，例如 Europe/Berlin 或 Asia/Shanghai；`/quota server time_zone:` 会列出全部。
refusal-amount-unfit = { $amount } 不行：需要 { $least } 到 { $most } 之间的整数。
refusal-managers-only = 只有本服务器的管理员可以这样做：有“管理服务器”权限，或在“服务器设置 › 整合”中被允许的人。
refusal-nothing-asked = 没有要更改的内容。请至少选择一个选项。
refusal-nothing-to-return = 这个视频没有花费积分，没有可退回的。
refusal-returned-already = 这个视频的积分已经退回过了。
refusal-too-many-queued = 你已有 { $limit } 个视频在排队，达到上限。请取消一个，或等其中一个开始。
refusal-price-closed = 这类视频（{ $resolution }、{ $seconds } 秒、{ $sound ->
    [yes] 有声
   *[no] 无声
}）暂时关闭：实际收取的积分多于标价，您不应按可能有误的价格付费。已通知运营者。请换用其他分辨率或时长{ $sound ->
    [yes] ，或不带声音
   *[no] {""}
}。
refusal-studio-closed = 工作室目前不接受新的请求。已通知运营者，请过一会儿再试。
refusal-studio-full = 机器人已没有空间或无法写入，不能再保存视频，暂时不接受新的请求。已通知运营者，请过一会儿再试。
refusal-studio-restored = 本机器人的记录丢失过，或是从副本恢复的，因此不知道自己做过的全部事情。已通知运营者先行核对；在此之前不会制作新的视频。没有预留任何积分，请稍后再试。
refusal-not-cancellable = 来不及取消了：视频已经离开队列。如果没有做成，积分会自动退回。
refusal-not-your-job = 只有发起者和服务器的管理员可以取消这个视频。
refusal-job-not-found = 我已经没有这个视频的记录了。

separator = { "、" }
permission-view-channel = 查看频道
permission-send-messages = 发送消息
permission-send-messages-in-threads = 在子区内发送消息
permission-connect = 连接
permission-attach-files = 附加文件
permission-embed-links = 嵌入链接
permission-read-message-history = 阅读消息历史记录

apology = 😔 抱歉，我们这边出了问题。请稍后再试。如果再次发生，请把这个编号告诉运营者：`{ $reference }`
apology-store = 🗄️ 我暂时无法读写记录，因此没能完成这个操作。除非这里有消息另有说明，否则没有预留、消耗或更改任何内容。请过几分钟再试。如果问题持续，请把这个编号告诉运营者：`{ $reference }`
apology-outdated = 🔄 这个命令刚刚更新过。请重新加载 Discord（Ctrl+R，或重启应用）后再试。
