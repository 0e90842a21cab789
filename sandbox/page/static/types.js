/**
 * What the server tells (sandbox/page/view.py), as types alone.
 *
 * @typedef {{id: string, name: string, locale: string, moderates: boolean, operates: boolean}} Person
 * @typedef {{id: string, name: string, kind: number, parent: string | null, archived: boolean, locked: boolean,
 *   writable: boolean,
 *   upload: number}} Channel `upload` is bytes per file
 * @typedef {{id: string, name: string, moderates: boolean, roles: Record<string, string>, members: string[],
 *   channels: Channel[]}} Server
 * @typedef {{viewer: string, locale: string, bot: {id: string, name: string, online: boolean}, commands: number,
 *   people: Person[], servers: Server[], private: Channel[], names: Record<string, string>}} Places
 *   `commands` grows when the bot's commands change
 * @typedef {{id: string, filename: string, size: number, url: string, content_type?: string, width?: number,
 *   height?: number, description?: string}} Attachment
 * @typedef {{id: string, channel_id: string, type: number, author: {id: string, bot: boolean}, name: string,
 *   content: string, timestamp: string, edited: string | null, flags: number, ephemeral: boolean, thinking: boolean,
 *   notice: "no-answer" | "interaction-failed" | null, pinged: boolean, attachments: Attachment[], embeds: any[], components: any[],
 *   reply: {id: string, name: string | null, text: string | null} | null,
 *   used: {by: string, name: string, command: string} | null, thread?: {id: string}}} Message
 *
 * What sandbox/page/commands.py gives, and what sandbox/page/acting.py answers.
 * @typedef {{name: string, value: string | number}} Choice
 * @typedef {{name: string, label: string, description: string, type: number, required: boolean,
 *   autocomplete: boolean, choices: Choice[], min_value?: number, max_value?: number, min_length?: number,
 *   max_length?: number, channel_types?: number[]}} Option
 * @typedef {{command: string, label: string, description: string, kind: number, options: Option[]}} Command
 *   `kind` 1 is used by typing, 2 on a person, 3 on a message
 * @typedef {{use: string, failed: boolean, form: any | null}} Outcome
 *
 * The page's own texts by language.
 * @typedef {{en: Record<string, string>, zh: Record<string, string>}} Words
 *
 * What a renderer needs to know beside the message: names for mentions, and the words of the page.
 * @typedef {{person: (id: string) => string | undefined, role: (id: string) => string | undefined,
 *   channel: (id: string) => string | undefined, say: (key: string, values?: Record<string, string>) => string,
 *   locale: string, viewer: string, places: Places, server: Server | undefined, here: Channel | undefined,
 *   acting: import("./acting.js").Acting}} Context
 */
export {};
