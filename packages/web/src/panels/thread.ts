/**
 * A thread as data: the message that began it and its replies, which come page by page, while the room's events go on. A page is not as of a
 * known event, so the events told since it was asked for are applied to it once more: what an event says of a message is the same when it is
 * said twice, and each part of a message ends as its last event has it.
 */
import type { Message, RoomEvent, SentMessage, ShownMessage } from "@parlance/client";
import { changedMessage, messageIdOf } from "@parlance/client/change";

export interface Thread {
  readonly rootId: number;
  readonly root: Message | undefined;
  /** By id. */
  readonly replies: readonly Message[];
  /** The next page is what comes after this id; undefined when all is here, and what is posted from then on is told. */
  readonly next: number | undefined;
  /** Told since the page that is under way was asked for; undefined while none is. */
  readonly since: readonly RoomEvent[] | undefined;
}

export const emptyThread = (rootId: number): Thread => ({ rootId, root: undefined, replies: [], next: 0, since: undefined });

/** A page is being asked for. */
export const asking = (thread: Thread): Thread => ({ ...thread, since: [] });

export interface ThreadPage {
  readonly root?: Message;
  readonly messages: readonly Message[];
  readonly next?: number | undefined;
}

export function withPage(thread: Thread, { root = thread.root, messages, next }: ThreadPage): Thread {
  const paged = { ...thread, root, next, replies: merged(thread.replies, messages), since: undefined };
  return (thread.since ?? []).reduce<Thread>(told, paged);
}

/** From the beginning: what is shown stays, until the first page says anew what there is. */
export function restarted(thread: Thread, page: ThreadPage): Thread {
  return withPage({ ...thread, replies: [], next: 0 }, page);
}

export function withEvent(thread: Thread, event: RoomEvent): Thread {
  const next = told(thread, event);
  const { since } = thread;
  return since === undefined || !isAbout(thread, event) ? next : { ...next, since: [...since, event] };
}

/** Of a message that is not here yet, too: it may be in the page that is under way. */
function isAbout({ rootId }: Thread, event: RoomEvent): boolean {
  return event.type === "posted" ? event.message.thread === rootId : messageIdOf(event) !== undefined;
}

function told(thread: Thread, event: RoomEvent): Thread {
  const { root, replies, rootId, next } = thread;
  if (event.type === "posted") {
    const { message } = event;
    const isMissing = message.thread === rootId && next === undefined && !replies.some(({ id }) => id === message.id);
    return isMissing ? { ...thread, replies: merged(replies, [message]) } : thread;
  }
  const id = messageIdOf(event);
  if (id === undefined) return thread;
  if (id === rootId) return root === undefined ? thread : { ...thread, root: changedMessage(root, event) };
  const at = replies.findIndex((reply) => reply.id === id);
  const old = replies[at];
  return old === undefined ? thread : { ...thread, replies: replies.with(at, changedMessage(old, event)) };
}

/** In their order, each once; what came later is newer. */
function merged(before: readonly Message[], later: readonly Message[]): readonly Message[] {
  if (later.length === 0) return before;
  const byId = new Map([...before, ...later].map((message) => [message.id, message]));
  return [...byId.values()].sort((one, other) => one.id - other.id);
}

const made = new WeakMap<Message, SentMessage>();

/** As the room shows it, which knows under which key it was sent, or else as one that was there before. */
function shownAs(message: Message, inRoom: ReadonlyMap<number, SentMessage>): SentMessage {
  const known = inRoom.get(message.id) ?? made.get(message);
  if (known !== undefined) return known;
  const shown: SentMessage = { ...message, state: "sent", key: String(message.id) };
  made.set(message, shown);
  return shown;
}

export interface ShownThread {
  readonly root: SentMessage | undefined;
  readonly replies: readonly ShownMessage[];
}

/** With one's own that are on their way: those are with the room's messages. */
export function shownThread({ rootId, root, replies, next }: Thread, room: readonly ShownMessage[]): ShownThread {
  const sent = room.filter((message) => message.state === "sent");
  const inRoom = new Map(sent.map((message) => [message.id, message]));
  const known = new Set(replies.map(({ id }) => id));
  // The server has it, and its event has not come yet.
  const answered = next === undefined ? sent.filter(({ id, thread }) => thread === rootId && !known.has(id)) : [];
  const unsent = room.filter(({ state, thread }) => state !== "sent" && thread === rootId);
  const kept = [...replies.map((reply) => shownAs(reply, inRoom)), ...answered].sort((one, other) => one.id - other.id);
  return { root: root && shownAs(root, inRoom), replies: [...kept, ...unsent] };
}
