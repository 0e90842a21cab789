alarm = 🚨 **工作室已关闭。** { $reason }
    新的请求会在预留积分之前被拒绝；进行中的视频继续。
alarm-key = 视频 API 拒绝了我们的密钥（401）。请检查 SEEDANCE_API_KEY。我每分钟询问一次，恢复后会自动开放。
alarm-gateway = 视频 API 前面的网关拒绝了我们（403 或 404）。请检查 SEEDANCE_BASE_URL，以及本机地址是否被封。我每分钟询问一次，恢复后会自动开放。
alarm-tasks-missing = 视频 API 不认识我们多个进行中的任务。请确认密钥仍属于同一账户。我每分钟询问一次，恢复后会自动开放。
alarm-credits = 我们在视频 API 的账户积分已用完（402）。请充值。每十分钟试一个请求，成功后自动开放。
alarm-unknowns = 十分钟内有三个请求没有可信的答复，可能已被扣费。请查看账户自己的记录，然后运行 `python -m bot reconcile`。每十分钟试一个请求，成功后自动开放。
alarm-outage = 两分钟以来，视频 API 只返回自身的错误或毫无应答，一次不花费积分的询问也是如此。进行中的视频会继续被查询，它们的期限照常计算。请查看供应商的状态页面和本机的网络。我每分钟询问一次，恢复后会自动开放。
alarm-full = 已没有空间再保存视频，或 DATA_DIR 中的“videos”文件夹不可写，因此不再购买。请在那里腾出空间、调低 KEEP_VIDEOS_DAYS，或把该文件夹交还给机器人的用户。等待中的请求最多在队列中保留一小时；我每隔几秒查看一次，有空间后会自动开放。
alarm-restored = 数据库不是上次在这里运行的那一个：它是较旧的副本、空数据库，或缺少它的 `epoch` 文件。
    • **如果数据库丢失了**，请停止我，再恢复最新的备份：`python -m bot restore FILE`。
    • **如果这正是您要用的**，请与供应商账户核对，然后运行 `python -m bot restore --accept --reason …`，只有这样才会重新开放。其中等待的任务状态为“未知”，绝不会再次提交；发布视频之前会先在频道中查找。
alarm-budget = 🪫 **密钥的预算不多了。** 未花费也未预留的还有 { $free }；LOW_BUDGET_ALARM 为 { $line }。
    用完之后，请求会被拒绝。请向供应商购买积分，然后用 `python -m bot grant --key N --reason …` 或 `/operator key` 添加。此消息只发一次，预算回到该线以上之后才会再次提醒。
alarm-ledger = 🧮 **账本有误。** { $count ->
   *[other] 有 { $count } 条不变式不成立
}：可能是我的缺陷，或外部的改动。我会继续运行；不会因此让任何人多花费。
    `python -m bot ledger check` 会说明是哪些。请保留一份数据库副本，并附上其输出提交 issue。只说这一次，恢复正确后再出错才会再说。
alarm-matters = 👀 **{ $count ->
   *[other] 有 { $count } 个视频需要查看
}：**{ $what }（{ $jobs }）
    `python -m bot reconcile` 会说明已知的情况和该做什么。每小时最多说一次。
alarm-matters-unknown = 没有人知道供应商是否接下了它
alarm-matters-overdue = 已超过期限，却仍未结束
alarm-matters-stale = 其任务耗时极不寻常
alarm-matters-undelivered = 视频已做好，但无处发布
alarm-matters-expired = 始终不知道供应商是否接下了它，其价格由您承担
alarm-matters-drift = 供应商收取的多于价格，差额由您承担：价格表是否仍然正确？
alarm-matters-borne = 已失败，您为它承担的费用只是估计
alarm-price = 🏷️ **有一项价格已关闭：**{ $cell }。供应商已有 { $times } 次收取的多于其价格（{ $price }），最近一次为 { $took }，差额由您承担。此类视频的请求会被拒绝，其他照常。
    请查看供应商的价目表和账户。如果价格无误，运行 `python -m bot prices --confirm { $cell } --reason …` 即可开放；如果供应商已改价，则需要 Reelroom 的新版本。只说这一次，确认之后再次关闭才会再说。
alarm-disk = 💾 **磁盘即将写满：**存放视频的位置还能写入 { $free } MB。
    没有空间就无法取回已付费的视频。请腾出空间，或调低 KEEP_VIDEOS_DAYS；如果是 0 MB，请确认该文件夹仍属于机器人。只说这一次，恢复空间后再不足才会再说。
alarm-address = 📞 **供应商拒绝带有 PUBLIC_URL 的请求：**{ $count ->
   *[other] 已连续 { $count } 个
}，且没有说明是其他问题。没有花费积分，也没有关闭任何功能：问题也可能出在请求本身。
    如果其他请求也失败，请用 `python -m bot doctor` 查看 PUBLIC_URL 是否通向这里。请修正它，或将其留空后重新启动我：之后靠轮询得知视频完成。一小时内最多说一次。
alarm-damaged = 🧱 **数据库已损坏：**{ $detail }。无法读取的内容也无法更改，因此请求会被拒绝，不会购买任何东西；没有什么会自动修复它。
    请停止我，保留一份 DATA_DIR 的副本，再恢复最新的备份：`python -m bot restore FILE`。每次启动后只说这一次。
