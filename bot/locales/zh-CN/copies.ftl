# 操作终端的人读到的、关于数据库副本的文字。

backup-made = { $file } 保存了 { $at } 时的数据库：{ $size } MB，版本 { $revision }，{ $jobs ->
   *[other] { $jobs } 个任务
}，其中 { $open } 个进行中。
    副本已通读检查，账本的所有不变式都成立。请把它保存到另一台机器；如果以后还要再次发布视频，也请保存 DATA_DIR/videos 中的文件。
backup-there = { $file } 已经存在。请换一个名字，或用 --force 替换它（数据库本身绝不会被替换）。没有写入任何内容。
backup-postgres = DATABASE_URL 指定了 PostgreSQL，它由自己的工具复制，机器人可以继续运行，得到的是一致的同一时刻。请把设置中的地址放入 DATABASE_URL：
    pg_dump --format=custom --file={ $file } "$DATABASE_URL"
    没有写入任何内容。
copy-unwritten = 无法写入 { $file }：{ $detail }。没有任何更改。
copy-unreadable = SQLite 无法读取数据库：{ $detail }。没有任何更改。`python -m bot doctor` 会说明更多。
copy-damaged = SQLite 读到的内容已损坏：{ $detail }。没有任何更改。请停止机器人，保留现有文件，并恢复最新的完好副本。
copy-foreign = 这不是本 Reelroom 的数据库，或来自更新的版本（版本 { $detail }）。没有任何更改。
copy-ledger = 其中的账本不正确：{ $detail }。没有任何更改。`python -m bot ledger check` 会列出全部问题；请停止机器人，并附上那些行提交 issue。
restore-usage = 请用 `restore FILE` 恢复副本，或用 `restore --accept --reason …` 确认已恢复的副本。没有任何更改。
restore-reason = --accept 需要用 --reason 说明核对了什么；它会被保留。没有任何更改。
restore-postgres = DATABASE_URL 指定了 PostgreSQL，它由自己的工具恢复：先停止机器人，恢复到空的数据库中：
    pg_restore --no-owner --dbname "$DATABASE_URL" { $file }
    下次启动会发现它比此前运行的内容旧。没有任何更改。
restore-none = { $file } 不存在，或者就是数据库本身。没有任何更改。
restore-done = { $file } 现在就是数据库：{ $jobs ->
   *[other] { $jobs } 个任务
}，其中 { $open } 个进行中。原来的数据库保留为：{ $former }
    请启动机器人。它不会制作新的视频，会把副本中等待的任务视为“未知”并保留积分，发布任何视频之前都会先在频道中查找。请把 `python -m bot stats` 与供应商账户核对，然后运行 `python -m bot restore --accept --reason …`。
restore-accepted = 已确认。成员在几秒内即可重新请求视频。“未知”的任务在到期之前保持不变。
restore-nothing = 没有需要确认的内容：机器人并未等待确认。没有任何更改。
restore-start-first = 副本已恢复，但还没有在其上启动过机器人，因此尚未检查其中的内容。请先启动机器人，再确认。没有任何更改。
