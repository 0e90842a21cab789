# 不再保留的内容，以及 `python -m bot erase-member`。
prompt-gone = 描述已不再保留
refusal-member-erased = 这位成员已被清除，没有可以封禁的对象。

erase-usage = 请给出 --reason 说明原因，且不要包含成员的 ID，因为它会被保留。没有任何更改。
erase-planned = 将会清除：{ $videos ->
   *[other] { $videos } 个视频的发起者与描述
}、保留的视频文件（{ $clips }）、图片（{ $pictures }）、个人限额，以及尚未提交的内容。
erase-done = 已清除：{ $videos ->
   *[other] { $videos } 个视频的发起者与描述
}、保留的视频文件（{ $clips }）、图片（{ $pictures }）、个人限额，以及尚未提交的内容。账本的各行保留，只带有一个不指向任何人的编号。
erase-dry = 没有任何更改。请加上 --yes 再执行一次；之后无法恢复。
erase-blocks = 在这些服务器中被封禁：{ $servers }。封禁将随之结束，因为不再有任何记录认识此人。请告知那里的管理员，他们可以再次封禁。
erase-afresh = 此人若再次使用，将是一位新成员：享有服务器给予任何人的额度，即使之前已用完限额。
erase-reasons = { $count ->
   *[other] 有 { $count } 条由他人写下的原因提到了这个 ID。
}账本与变更记录从不修改，因此仍留在那里。
erase-elsewhere = 从这里无法触及：Discord 上的消息（请先用 /jobs 删除视频）、较早的备份、日志，以及供应商保留的内容。
erase-under-way = 该成员有视频正在进行：{ $jobs }。请等待其完成、取消它们（/jobs id:），或说明其结果（python -m bot reconcile）。没有任何更改。
erase-unknown = 没有保留关于此 ID 成员的任何内容。没有任何更改。
