# /jobs：请求过的视频后来怎样了。
cmd-jobs = 你在本服务器的视频：进度、花费和成片
cmd-jobs-id = 查看一个视频的全部信息；输入文字可在你的描述中搜索
cmd-jobs-member = 管理员专用：这位成员的视频
cmd-jobs-everyone = 管理员专用：本服务器所有人的视频

jobs-title-own = **你在本服务器的视频**
jobs-title-member = **{ $member } 在本服务器的视频**
jobs-title-everyone = **本服务器的所有视频**
jobs-none-own = 你还没有在这里请求过视频。用 `/generate` 生成一个。
jobs-none-others = 这里还没有人请求过视频。
jobs-line = { $state } · **{ $prompt }**
    -# { $facts }
jobs-line-of = { $state } · { $member } · **{ $prompt }**
    -# { $facts }
jobs-hint = -# 用 `/jobs id:` 查看其中一个的全部信息。
jobs-clip = [成片]({ $link })
button-newer = 较新
button-older = 较早

job-state-queued = ⏳ 排队中
job-state-submitting = 📨 正在提交
job-state-unknown = ❔ 答复丢失
job-state-running = 🎬 制作中
job-state-fetching = 📥 正在取回
job-state-ready = 📤 正在发布
job-state-delivered = ✅ 已发布
job-state-undeliverable = 📦 已做好，未发布
job-state-failed = ✖️ 没有做成
job-state-expired = ✖️ 结果不明
job-state-cancelled = 🚫 已取消

job-line-held = 预留 { $credits }
job-line-captured = 花费 { $credits }
job-line-released = 其中 { $credits }已释放
job-line-returned = 管理员退回 { $credits }
job-line-given-back = 退回 { $credits }

job = **{ $prompt }**
    { $line }
    -# { $facts }
job-of = { $member } · **{ $prompt }**
    { $line }
    -# { $facts }
job-clip-here = ✅ 已完成：[前往成片]({ $link })
job-clip-gone = ✅ 已完成；成片的消息已经不在了。
job-asked = 请求于 { $at }（{ $ago }）
job-started = 工作室接受于 { $at }
job-made = 做好于 { $at }
job-ended = 结束于 { $at }
job-credits = **积分**
job-line-at = { $line } · { $at }

refusal-moderators-only = 只有本服务器的管理员可以查看别人的视频。不带选项的 `/jobs` 会显示你自己的。

job-again-under-way = 📤 正在再次发布成片。
job-again-failed = 📦 上一次再次发布没有成功：我可能已无权在那里发布，或 Discord 没有让我看到结果。

button-again = 再次发布
again = 📤 正在本频道再次发布成片，不花积分。
refusal-no-clip-yet = 这个视频没有可以发布的成片。
refusal-clip-not-kept = 成片的文件已经不再保留，无法再次发布。
refusal-delivery-under-way = 成片正在发布或删除，请稍候。

job-deletion-under-way = 🗑️ 正在删除成片。
job-clip-deleted = 🗑️ 做好之后已被删除。
button-delete = 删除成片
button-delete-sure = 永久删除
delete-sure = 🗑️ 这会删除成片的消息和我保留的文件。无法恢复，已花费的积分也不会退回。
deleting = 🗑️ 正在删除成片：它的消息，以及我保留的文件。
refusal-clip-gone = 成片已经不在了：没有它的消息，也没有保留文件。

help-jobs = `/jobs` – 你在这里的视频和成片链接。用 `id` 查看其中一个，可免费再次发布或删除成片。
