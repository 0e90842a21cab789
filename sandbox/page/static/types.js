/**
 * What the server tells (sandbox/page/view.py), as types alone.
 *
 * @typedef {{id: string, name: string, locale: string, moderates: boolean}} Person
 * @typedef {{id: string, name: string, kind: number, parent: string | null}} Channel
 * @typedef {{id: string, name: string, moderates: boolean, roles: Record<string, string>,
 *   channels: Channel[]}} Server
 * @typedef {{viewer: string, locale: string, bot: {id: string, name: string}, people: Person[], servers: Server[],
 *   private: {id: string, name: string}[], names: Record<string, string>}} Places
 * @typedef {{id: string, filename: string, size: number, url: string, content_type?: string, width?: number,
 *   height?: number, description?: string}} Attachment
 * @typedef {{id: string, channel_id: string, type: number, author: {id: string, bot: boolean}, name: string,
 *   content: string, timestamp: string, edited: string | null, flags: number, ephemeral: boolean, thinking: boolean,
 *   failed: boolean, notice: boolean, pinged: boolean, attachments: Attachment[], embeds: any[], components: any[],
 *   reply: {id: string, name: string | null, text: string | null} | null,
 *   used: {by: string, name: string, command: string} | null}} Message
 *
 * What a renderer needs to know beside the message: names for mentions, and the words of the page.
 * @typedef {{person: (id: string) => string | undefined, role: (id: string) => string | undefined,
 *   channel: (id: string) => string | undefined, say: (key: string, values?: Record<string, string>) => string,
 *   locale: string, viewer: string}} Context
 */
export {};
