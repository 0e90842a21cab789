credits = { $count } 积分
span-seconds = { $seconds } 秒
span-minutes = { $minutes } 分钟
span-hours = { $hours } 小时 { $minutes } 分钟
sound-with = 有声
sound-without = 无声
camera-still = 固定镜头
picture-given = 由图片生成
button-cancel = 取消

status = { $member } · **{ $prompt }**
    { $line }
    -# { $facts }
status-facts = { $resolution } · { $ratio } · { $seconds } 秒 · { $sound } · { $credits }
no-charge = 免费
job-number = 任务 { $job }
status-queued = ⏳ 排队中，在所有服务器共用的队列里排第 { $place } 位。{ $start }轮到时自动开始；在此之前可以取消，不花积分。
status-queued-anew = ⏳ 排队中。轮到时自动开始；在此之前可以取消，不花积分。
status-submitting = 📨 轮到了：正在向工作室提交。
status-running = 🎬 制作中，开始于 { $since }。完成后视频会作为新消息发到这里。
status-running-usual = 🎬 制作中，开始于 { $since }。{ $usual }完成后视频会作为新消息发到这里。
status-running-late = 🎬 制作中，开始于 { $since }，比平时要久。我会继续询问；如果一天后仍没有视频，积分会退回。
status-fetching = 📥 已制作完成，正在取回文件。
status-ready = 📤 已就绪，正在发布。
status-delivered = ✅ 已完成，视频就在本频道。
status-unknown = ❔ 工作室的答复在途中丢失，暂时无法确定它是否在制作这个视频。再提交一次可能会付两次钱，所以不会重复提交。{ $credits }最迟保留到 { $until }；届时若仍没有视频，会自动退回。你什么都不用做。
status-undeliverable = 📦 { $reason }
status-failed = ✖️ { $reason }
    ↩️ { $back }
status-expired = ✖️ { $reason }
    ↩️ { $back }
status-cancelled = 🚫 { $reason }
    ↩️ { $back }
credits-back = { $credits }已退回服务器的额度，没有花费。
vendor-says = 工作室的说明：“{ $text }”

start-at = 预计 { $at }左右开始。
start-soon = 应该马上就会开始。
start-and-usual = { $start }{ $usual }
start-unknown = 还说不准什么时候开始：前面的视频要做多久，目前了解得太少。
start-too-late = 按目前的速度，可能一小时内轮不到它，而最多只能等一小时；若没有轮到，不花积分。
start-closed = 工作室目前不接受新的请求，恢复之前什么都不会开始。
usual = 这样的视频通常需要 { $span }。
usual-exceeded = 这比平时要久：这样的视频大多只需 { $span }。
usual-unknown = 这样的视频要做多久还说不准：最近做得太少。
usual-about = 大约 { $span }
usual-between = { $low }到 { $high }
usual-range = { $low }–{ $high }
usual-seconds = { $span } 秒
usual-minutes = { $span } 分钟
usual-hours = { $span } 小时

result = { $member } **{ $prompt }**
result-link = 📎 文件超过了本服务器的大小上限，因此附上链接。链接大约一天内失效，请尽快保存：
    { $url }
result-link-ours = 📎 文件超过了本服务器的大小上限，因此附上链接。链接有效期至 { $until }：
    { $url }
result-link-lost = 📎 文件超过了本服务器的大小上限，而工作室提供的链接已经失效。
made-smaller = 已压缩以符合本服务器的大小上限
result-facts = -# { $width }×{ $height } · { $seconds } 秒 · { $sound }{ $smaller } · { $credits } · 用时 { $took } · 任务 { $marker }

direct = { $heading }
    > { $prompt }
    { $reason }
    -# { $facts }
direct-void = 你在 { $channel } 的视频没有做成。
direct-cancelled = 你在 { $channel } 的视频已被取消。
direct-undeliverable = 你在 { $channel } 的视频已经做好，但没能发布。

ending-refused-field = 工作室没有接受选项 `{ $field }`。请修改后再试。
ending-refused-unsaid = 工作室没有接受这个请求，也没有说明哪里有问题：可能是描述或图片，也可能是机器人的设置。请换个描述再试一次；如果仍然失败，就要由运营者处理；持续出现时会通知运营者。
ending-refused = 工作室没有接受这个请求。请稍微修改描述或换一张图片再试。
ending-vendor-key = 工作室目前不接受本机器人的请求。已通知运营者，请稍后再试。
ending-vendor-credits = 本机器人在工作室的账户已用尽。已通知运营者，请稍后再试。
ending-vendor-gateway = 目前无法正常连接工作室。已通知运营者，请稍后再试。
ending-vendor-failed = 工作室尝试后放弃了。简化描述或换一张图片往往有用；现在就可以再试。
ending-task-lost = 工作室弄丢了这个视频。现在就可以重新生成。
ending-no-link = 工作室说已完成，却没有给出文件。现在就可以重新生成。
ending-link-dead = 工作室的文件无法下载。现在就可以重新生成。
ending-not-a-video = 工作室给出的文件不是可以播放的视频。现在就可以重新生成。
ending-no-turn = 排队太长：一小时内没有轮到。请在空闲一些的时候再试。
ending-never-finished = 工作室一天之内都没有完成。可以重新生成。
ending-never-known = 工作室始终没有告知是否做了这个视频。如果之后视频还是来了，会免费送给你。可以重新生成。
ending-never-taken = 后来查明，工作室从未接下这个视频。可以重新生成。
ending-never-made = 后来查明，工作室没有做出可用的视频。可以重新生成。
ending-by-requester = 发起者已取消。
ending-by-moderator = 本服务器的管理员已取消。
ending-channel-lost = 频道已不存在，或我已看不到它，因此没有开始制作。可以在其他频道重新生成。
ending-no-channel = 视频已经做好，但频道已不存在、子区已锁定，或我无权在那里发布。积分已花费，文件会保留几天。在我可以发布的频道里用 `/jobs id:` 可以再次发布。
ending-file-lost = 视频已经做好，但文件随保存它的机器一起丢失，工作室也不再提供。积分已花费；管理员可以用 `/jobs id:` 退还。
ending-no-answer = 视频已经做好，但 Discord 没有让我看到是否已发布，而重复发布更糟。请先在频道里找一找；文件会保留几天，如果没有，用 `/jobs id:` 可以免费再次发布。
