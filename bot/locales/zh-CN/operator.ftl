# 操作终端的人读到的文字。

settings-head = Reelroom 无法启动：下列设置需要您处理。设置来自环境变量，或当前目录下名为 .env 的文件；.env.example 对每一项都有说明。
settings-missing = 缺少 { $name }。
settings-wrong = { $name } 有误：{ $detail }。
settings-unreadable = { $name } 指向的文件无法读取（{ $detail }）。
settings-closed = 无法读取 { $name }：{ $detail }。请让运行机器人的用户可以读取它，或把它移走。
settings-no-text = { $name } 不是 UTF-8 文本，其中的内容都没有使用。请参照 .env.example 重新写一份。
settings-broken = { $name } 从第 { $detail } 行起无法理解，其中的内容都没有使用。请查看是否有引号没有成对，或参照 .env.example 重新写一份。
start-running = 另一个 Reelroom 正在 { $folder } 中运行。请先停止它，或为这一个另设 DATA_DIR。
start-newer = 数据库由更新版本的 Reelroom 写入（{ $detail }）。请启动那个版本，或恢复备份。
start-older = 数据库的结构属于较旧的 Reelroom（版本 { $revision }），要先升级到当前版本的结构才能使用。请先备份（`python -m bot backup FILE`），再停止机器人并启动当前版本，或运行 `python -m bot migrate`。没有更改任何内容。
start-token = Discord 拒绝了 DISCORD_TOKEN。请在 discord.com/developers 上您的应用的 Bot 页面重新复制，然后再次启动。
start-data = 无法写入 { $folder }：{ $detail }。请把 DATA_DIR 设为机器人可以写入的位置。
start-unreadable = 无法读取 { $file }：{ $detail }。请以机器人的用户身份再执行一次，或用 chown -R 把整个 DATA_DIR 交给它。没有更改任何内容。
start-port = 机器人无法在 { $place } 监听：{ $detail }。请另选 HTTP_PORT，结束占用它的程序，或更正 HTTP_HOST。
start-driver = DATABASE_URL 指定了 PostgreSQL，但其驱动尚未安装。请安装 requirements-postgres.txt：.venv/bin/pip install --require-hashes -r requirements-postgres.txt
start-database = DATABASE_URL 指定的 PostgreSQL 无法使用：{ $detail }
start-clock = 本机时钟与 PostgreSQL 的时钟相差 { $seconds } 秒。请用 NTP 校准两者，然后再次启动。
store-away = 数据库目前无法使用：{ $detail }。请求的操作没有执行。请重试；可能的原因见 docs/operator.md“When something is broken”。
store-damaged = 数据库已损坏：{ $detail }。请求的操作没有执行，也没有什么会自动修复它。请停止机器人，保留一份 DATA_DIR 的副本，然后用最新的备份运行 `python -m bot restore FILE`（见 docs/operator.md“Backups”）。
start-file = 无法使用 { $file }：{ $detail }。该文件必须属于机器人的用户，所在的磁盘必须可写并有剩余空间，且不能有其他程序正在写入。请处理好之后再次启动。没有更改任何内容。
start-damaged = { $file } 已损坏：{ $detail }。我不会写入，也不会修复它。请保留该文件，恢复最新的备份（docs/operator.md“Backups”），然后再次启动。
ledger-none = { $folder } 中还没有数据库。第一次启动时会创建。
ledger-empty = DATABASE_URL 指定的数据库中还没有表。第一次启动时会创建。
ledger-good = 账本正确：所有不变式都成立。
ledger-finding = { $invariant }：{ $subject }：{ $detail }
ledger-bad = { $count ->
   *[other] 有 { $count } 条不变式不成立。
}请停止机器人，保留一份数据库副本，并附上以上各行提交 issue。
grant-usage = 请给出 --key N、--server ID --extra N、--server ID --ceiling N 或 --server ID --default-ceiling 之一，以及 --reason。没有任何更改。
grant-key = 该密钥有 { $after } 积分未花费也未预留（之前：{ $before }）。
grant-extra = 服务器 { $server } 有 { $after } 额外积分未花费也未预留（之前：{ $before }）。
grant-ceiling = 服务器 { $server } 的管理员每 DEFAULT_PERIOD 最多可设 { $after } 积分（之前：{ $before }）。
migrated = 数据库已处于版本 { $revision }。
prices-right = { $cell }：{ $price }
prices-drifts = { $cell }：{ $price }；供应商多收过 { $times } 次，最近一次为 { $took }
prices-closed = { $cell }：{ $price }，已关闭：供应商多收过 { $times } 次，最近一次为 { $took }
prices-how = 已关闭的类型会被拒绝。请查看供应商的价目表和账户；如果价格无误，运行 `python -m bot prices --confirm CELL --reason …` 即可开放；如果供应商已改价，则需要 Reelroom 的新版本。
prices-confirmed = { $cell } 的价格已确认；此前不符 { $times } 次。重新计数，用户可以再次请求。
prices-usage = 没有这个名称的价格，或缺少 --reason。`python -m bot prices` 会列出名称。没有任何更改。
health-off = 没有设置 HTTP_PORT，因此无从询问。请设置它并重新启动机器人。
health-bad = 状态不佳：{ $parts }。`python -m bot doctor` 和日志会说明更多。
health-away = { $address } 没有应答（{ $detail }）。如果机器人已经启动，它可能还在启动中，或者已经结束：请查看日志，并运行 `python -m bot doctor`。
health-other = { $address } 上应答的不是 Reelroom。请另选 HTTP_PORT，并重新启动机器人。
