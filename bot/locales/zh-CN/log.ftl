# 日志频道：已结束的和等待管理员的视频的卡片，以及卡片上的操作。
log-card = { $member } 在 { $channel } · **{ $prompt }**
    { $line }
    💳 { $price }
    -# { $facts }
log-awaiting = 🙋 **等待管理员同意。**若没有答复，{ $until }会自动取消，不花积分。
log-under-way = ⏳ 进行中。结果会写在这里。
log-posted = ✅ 已发布：[前往成片]({ $link })
log-not-posted = 📦 已做好，但无法发布。在哪里使用 `/jobs id:`，就发布在哪里。
log-failed = ✖️ { $reason }
log-cancelled = 🚫 { $reason }
log-no-credits = 没有积分
log-notes-more = -# ……此前还有 { $count } 条
log-note-approved = -# ✅ { $who } 已同意 { $at }
log-note-refused = -# 🚫 { $who } 已拒绝 { $at }
log-note-removed = -# 🗑️ { $who } 删除了成片 { $at }
log-note-blocked = -# ⛔ { $who } 禁止了这位成员 { $at }
log-note-returned = -# ↩️ { $who } 退回了积分 { $at }
log-erased = 一位已被抹除的人

button-approve = 同意
button-refuse = 拒绝
button-remove = 删除
button-block = 禁止
approved = ✅ 已同意。视频正在等待轮到它；为它预留的 { $credits }不变。
not-approved = 🚫 已拒绝。{ $credits }已退回服务器的积分池，这位成员会看到管理员没有同意。
refusal-not-awaiting = 这个视频已经不在等管理员了：{ $outcome ->
    [approved] 此前已经同意。
    [refused] 此前已经拒绝。
   *[other] 它被取消了。
}

block-form-title = 禁止请求这个视频的成员
block-form-until = 多久？
block-form-for-good = 直到你解除
block-form-reason = 原因？
block-form-reason-hint = 这位成员会看到。其等待中的视频会被取消。
blocked-before = -# 此前的禁止：{ $until }。
