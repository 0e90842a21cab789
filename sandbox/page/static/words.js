/** The page's own words, in the language of whoever is looking. What the bot says is the bot's. */

/** @type {Record<string, string>} */
const ENGLISH = {
  "a-message": "a message",
  app: "APP",
  away: "The sandbox is not running. Start it again with make demo; this page comes back by itself.",
  channels: "Servers and channels",
  choose: "Make a selection",
  disabled: "Switched off by the bot",
  edited: "(edited)",
  elsewhere: "A picture at {host}: this page loads nothing from elsewhere.",
  empty: "Nothing has been written here that {name} could see.",
  forum: "A forum: its posts are listed below it.",
  gone: "Original message was deleted",
  menu: "Menu",
  "message-of": "Message from {name}",
  messages: "Messages in {name}",
  moderates: "moderates",
  newest: "To the newest message",
  "not-pressable": "This page shows what people see; pressing is not possible here yet",
  nowhere: "{name} is in no server.",
  "only-you": "Only {name} can see this",
  open: "Show servers and channels",
  people: "Look as",
  "people-note": "Everybody sees something else: private answers, their own language, their servers.",
  private: "Private messages",
  reading: "Looking as {name}. Commands and buttons cannot be used from this page yet.",
  spoiler: "Hidden; activate to show",
  thinking: "{name} is thinking…",
  "unknown-channel": "unknown",
  used: "used",
};

/** @type {Record<string, string>} */
const CHINESE = {
  "a-message": "一条消息",
  app: "应用",
  away: "沙盒没有在运行。请用 make demo 重新启动，本页会自动恢复。",
  channels: "服务器和频道",
  choose: "请选择",
  disabled: "机器人已停用此项",
  edited: "（已编辑）",
  elsewhere: "图片位于 {host}：本页不会加载其他来源的内容。",
  empty: "这里还没有 {name} 能看到的消息。",
  forum: "论坛：帖子列在下方。",
  gone: "原消息已删除",
  menu: "菜单",
  "message-of": "{name} 的消息",
  messages: "{name} 中的消息",
  moderates: "管理员",
  newest: "跳到最新消息",
  "not-pressable": "本页只显示各人看到的内容，暂时还不能点按",
  nowhere: "{name} 不在任何服务器中。",
  "only-you": "只有 {name} 能看到此消息",
  open: "显示服务器和频道",
  people: "以谁的身份查看",
  "people-note": "每个人看到的都不一样：私密回复、各自的语言、各自的服务器。",
  private: "私信",
  reading: "正在以 {name} 的身份查看。本页暂时还不能使用命令和按钮。",
  spoiler: "内容已隐藏，点按显示",
  thinking: "{name} 正在思考……",
  "unknown-channel": "未知",
  used: "使用了",
};

/**
 * @param {string} locale
 * @returns {(key: string, values?: Record<string, string>) => string}
 */
export function wordsFor(locale) {
  const words = locale.startsWith("zh") ? CHINESE : ENGLISH;
  return (key, values = {}) => (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}
