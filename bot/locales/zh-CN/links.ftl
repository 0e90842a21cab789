clip-link-over = 此链接已失效：视频只保留几天，该视频已过期或已被删除。如果是你的视频，请在 Discord 中使用 /jobs 查看其状态。
clip-link-wrong = 这里没有内容。如果你打开的是视频链接，请从 Discord 消息中完整复制。
