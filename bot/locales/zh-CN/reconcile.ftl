# `python -m bot reconcile`，在终端里阅读。
reconcile-usage = 请给出视频编号以及 --task ID、--not-charged 或 --charged N 之一，并附上 --reason；什么都不写则列出清单。没有任何更改。
reconcile-none = 没有需要查看的视频：没有结果不明、超过期限、耗时过久、未能投递或原因不明的承担费用。
reconcile-count = { $count ->
   *[other] 有 { $count } 个视频需要查看：
}
reconcile-kind-unknown = { $job }：自 { $since } 起结果不明：没有人知道供应商是否接下了它
reconcile-kind-overdue = { $job }：自 { $since } 起为 { $state }，已超过期限：机器人在运行吗？
reconcile-kind-stale = { $job }：自 { $since } 起一直在制作，耗时极不寻常
reconcile-kind-undelivered = { $job }：自 { $since } 起已做好但无处发布；文件保留期间可用 /jobs id: 发布到别处
reconcile-kind-expired = { $job }：已于 { $since } 过期：始终不知道供应商是否接下了它；其价格由您承担
reconcile-kind-drift = { $job }：自 { $since } 起为 { $state }：供应商收取的多于价格，差额由您承担
reconcile-kind-borne = { $job }：已于 { $since } 失败：您为它承担的费用只是估计
reconcile-kind-none = { $job }：自 { $since } 起为 { $state }；无需查看
reconcile-who = 由成员 { $member } 于 { $at } 在服务器 { $server } 的频道 { $channel } 中请求
reconcile-what = 描述：{ $prompt }
reconcile-credits = 价格 { $price }，目前预留 { $held }，由您承担 { $borne }
reconcile-submitted = 提交于 { $at }
reconcile-task = 任务 { $task }
reconcile-said = 留存的答复：{ $said }
reconcile-until = 将于 { $until } 自动继续
reconcile-worker = 进程 { $worker } 正在处理
reconcile-settled = 您之前说过：{ $word }
reconcile-how = 请在供应商自己的记录中按时间、描述和价格查找，然后选择其一：
      python -m bot reconcile JOB --task TASK_ID --reason …   供应商有这个任务：继续跟踪并投递
      python -m bot reconcile JOB --not-charged --reason …    供应商没有收取积分
      python -m bot reconcile JOB --charged N --reason …      供应商收取了 N 积分，而没有视频
    每条命令只说明将会做什么；加上 --yes 才会执行。第一条用于结果不明和已过期的视频，其余两条也可用于失败的视频。
reconcile-planned = 将会执行：{ $what }
reconcile-done = 已完成：{ $what }
reconcile-dry = 没有任何更改。请加上 --yes 再执行一次。
reconcile-already = { $job } 之前已经核对过。没有任何更改。
reconcile-already-so = { $job } 之前已经核对过（{ $word }）。没有任何更改。
reconcile-binds = { $job } 就是任务 { $task }（供应商称 { $vendor }）；将像其他视频一样继续跟踪，{ $price }继续预留。
reconcile-binds-free = { $job } 就是任务 { $task }（供应商称 { $vendor }）；将继续跟踪并免费投递，供应商收取的积分由您承担。
reconcile-voids = { $job } 以失败告终；{ $price }退回原处，您承担 { $borne }。
reconcile-corrects = { $job } 以失败告终；您为它承担 { $borne }（之前：{ $before }）。其成员无需支付。
reconcile-not-no-job = 没有这个编号的视频。不带编号执行 `python -m bot reconcile` 会列出需要查看的视频。没有任何更改。
reconcile-not-settled = 这个视频没有不明之处：它的状态是 { $detail }。没有任何更改。
reconcile-not-no-task = 在 SEEDANCE_API_KEY 之下，供应商不认识任务 { $detail }。请重新复制其编号，并确认密钥属于拥有该任务的账户。没有任何更改。
reconcile-not-task-taken = 这个任务已属于视频 { $detail }。没有任何更改。
reconcile-not-differs = 供应商表示该任务的请求内容不同（括号内为视频的请求）：{ $detail }。请另找任务，或加上 --anyway。没有任何更改。
reconcile-unseen = 供应商没有说明该任务的请求内容：请自行在其账户中核对提示词。
reconcile-not-silent = 无法询问供应商，因此什么都没有得到证实：{ $detail }。请重试。没有任何更改。
reconcile-not-changed = 查看期间视频发生了变化。请用 `python -m bot reconcile JOB` 再看一次。没有任何更改。
