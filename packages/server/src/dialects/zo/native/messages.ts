import { ChatError } from "../../../core/errors.ts";
import { loungeId, type Message, type MessageId } from "../../../ports/model.ts";
import type { PageRange } from "../../../ports/sync.ts";
import { isEmoji } from "../../emoji.ts";
import type { AreaHandlers, Native } from "./native.ts";
import { messageOf } from "./words.ts";

/** `messages.*`: core decides who may do and read what. */
export function messageHandlers({ context: { chat } }: Native): AreaHandlers<"messages"> {
  const { messages, files } = chat;
  const shown = (message: Message) => messageOf(message, files);
  const answer = async (doing: Promise<Message>) => ({ message: shown(await doing) });
  return {
    send: ({ input: { roomId, text, clientKey, fileId, replyTo, thread }, ctx: { member } }) =>
      member.does("messages.send", () => {
        const inLounge = roomId === loungeId;
        // A guest is in no other rooms than direct ones.
        if (!inLounge) member.takePrivateSend();
        const links = { ...(replyTo !== undefined && { replyTo }), ...(thread !== undefined && { thread }) };
        const own = { ...(clientKey !== undefined && { clientKey }), ...(fileId !== undefined && { fileId }) };
        return answer(messages.post({ roomId, author: member.author(), text, membersOnly: !inLounge, ...own, ...links }));
      }),
    edit: ({ input: { messageId, text }, ctx: { member } }) =>
      member.does("messages.edit", () => answer(messages.edit({ messageId, by: member.author(), text }))),
    delete: ({ input: { messageId }, ctx: { member } }) =>
      member.does("messages.delete", () => answer(messages.delete({ messageId, by: member.author() }))),
    pin: ({ input: { messageId, isPinned }, ctx: { member } }) =>
      member.does("messages.pin", () => answer(messages.pin({ messageId, by: member.author(), isPinned }))),
    react: ({ input: { messageId, emoji, isOn }, ctx: { member } }) =>
      member.does("messages.react", async () => {
        if (!isEmoji(emoji)) throw new ChatError("bad_request");
        await messages.react({ messageId, user: member.author(), emoji, isOn });
      }),
    page: ({ input: { roomId, limit, ...place }, ctx: { member } }) =>
      member.does("messages.page", async () => {
        const page = await messages.page(member.user.id, roomId, { range: rangeOf(place), limit });
        return { ...page, messages: page.messages.map(shown) };
      }),
    get: ({ input: { messageId }, ctx: { member } }) =>
      member.does("messages.get", () => answer(messages.get(member.user.id, messageId))),
    versions: ({ input: { messageId }, ctx: { member } }) =>
      member.does("messages.versions", async () => {
        const versions = await messages.versions(member.user.id, messageId);
        return { versions: versions.map(({ text, at }) => ({ text, at })) };
      }),
    pins: ({ input: { roomId }, ctx: { member } }) =>
      member.does("messages.pins", async () => {
        const { messages: pins, rest } = await messages.pins(member.user.id, roomId);
        return { messages: pins.map(shown), rest: [...rest] };
      }),
    thread: ({ input: { messageId, after }, ctx: { member } }) =>
      member.does("messages.thread", async () => {
        const { messages: page, next } = await messages.thread(member.user.id, messageId, after);
        return { messages: page.map(shown), ...(next === null ? {} : { next }) };
      }),
  };
}

type Place = Readonly<Partial<Record<"before" | "after" | "around", MessageId | undefined>>>;

/** One place at most. */
function rangeOf(place: Place): PageRange {
  const given = (["before", "after", "around"] as const).flatMap((kind): PageRange[] => {
    const id = place[kind];
    return id === undefined ? [] : [{ kind, id }];
  });
  if (given.length > 1) throw new ChatError("bad_request");
  return given[0] ?? { kind: "newest" };
}
