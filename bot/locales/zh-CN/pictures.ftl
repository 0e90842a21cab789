# 从图片开始的视频：/animate，以及消息菜单中的“让这张图片动起来”。
cmd-animate = 让一张图片动起来：视频从它开始
cmd-animate-image = 图片：JPEG、PNG 或 WEBP，最大 10 MB
cmd-animate-prompt = 画面里发生什么；不填则自然地轻轻动起来
cmd-animate-aspect-ratio = 视频比例（默认：与图片最接近的比例）
cmd-animate-this = 让这张图片动起来

animate-prompt = 画面自然地动起来，动作轻柔

form-title = 让这张图片动起来
form-prompt = 发生什么？
form-prompt-hint = 留空则图片自然地轻轻动起来。
form-aspect-ratio = 比例
form-like-picture = 与图片最接近
form-resolution = 清晰度
form-duration = 时长
form-generate-audio = 声音
form-usual = 按本服务器的默认
form-with-sound = 有声
form-without-sound = 无声
form-generate-audio-hint = 积分更多；/credits 显示所有价格。

receipt-shape = 🖼️ 视频采用与图片最接近的比例 { $ratio }。
receipt-prompt = 💬 你没有填写描述，因此使用：“{ $prompt }”。

refusal-no-picture-there = 这条消息里没有可以动起来的图片。请选择带有 JPEG、PNG 或 WEBP 的消息，或用 `/animate` 直接上传。
refusal-form-too-old = 这个表单打开太久了，我已不知道它对应的图片。请在消息上重新选择“让这张图片动起来”。

ending-picture-gone = 轮到这个视频时，图片已无法取得：带有它的消息被删除了。请附上图片重新请求。

help-animate = `/animate` – 让你的图片动起来。在带图片的消息上：右键或长按 › 应用 › **让这张图片动起来**。
