import type { Bounds } from "../ports/bounds.ts";
import type { Message, MessageId, MessageVersion, RoomId, UserId } from "../ports/model.ts";
import type { Store } from "../ports/store.ts";
import type { MessagePage, PageRange } from "../ports/sync.ts";
import type { Limits } from "./api.ts";
import { ChatError } from "./errors.ts";
import type { Guard } from "./failures.ts";
import { takeOrRefuse } from "./limits.ts";

/** What is read of messages, by whoever may read them. All also reject with `not_found`, `unavailable` and `overloaded`, and but for `get` with `rate_limited`. */
export interface MessagePages {
  get(readerId: UserId, messageId: MessageId): Promise<Message>;
  /** Messages of a room, oldest first: at most `limit`, and `bounds.pageSize` (which it is when absent). */
  page(readerId: UserId, roomId: RoomId, options: { range: PageRange; limit?: number | undefined }): Promise<MessagePage>;
  /** What the message said, oldest first; nothing of a deleted one. */
  versions(readerId: UserId, messageId: MessageId): Promise<readonly MessageVersion[]>;
  /** Messages pinned in the room, the latest pin first. */
  pins(readerId: UserId, roomId: RoomId): Promise<readonly Message[]>;
  /** A page of the thread that a message began, in order, after `afterId`. */
  thread(readerId: UserId, rootId: MessageId, afterId: MessageId): Promise<readonly Message[]>;
}

interface PagesOptions {
  readonly store: Store;
  readonly bounds: Bounds;
  readonly limits: Limits;
  readonly guard: Guard;
}

/** Reads first and checks then: nobody gets what came between a check and their removal (I5). */
export function createMessagePages({ store, bounds, limits, guard }: PagesOptions): MessagePages {
  const paging = <T>(readerId: UserId, read: () => Promise<T>): Promise<T> =>
    guard(async () => {
      takeOrRefuse(limits, "historyPerMinute", readerId);
      return await read();
    });
  return {
    get: (readerId, messageId) => guard(() => readableMessage(store, readerId, messageId)),
    page: (readerId, roomId, { range, limit = bounds.pageSize }) =>
      paging(readerId, async () => {
        if (range.kind !== "newest") checkId(range.id);
        const query = { readerId, roomId, range, limit: Math.min(limit, bounds.pageSize), maxChars: bounds.answerChars };
        return (await store.messagesIn(query)) ?? notFound();
      }),
    versions: (readerId, messageId) =>
      paging(readerId, async () => {
        checkId(messageId);
        const versions = await store.versionsOf(messageId);
        await readableMessage(store, readerId, messageId);
        return versions;
      }),
    pins: (readerId, roomId) =>
      paging(readerId, async () => {
        const pins = await store.pinsOf(roomId, bounds.pinsPerRoom);
        await checkReadable(store, readerId, roomId);
        return pins;
      }),
    thread: (readerId, rootId, afterId) =>
      paging(readerId, async () => {
        for (const id of [rootId, afterId]) checkId(id);
        const messages = await store.threadAfter(rootId, afterId, bounds.pageSize);
        await readableMessage(store, readerId, rootId);
        return messages;
      }),
  };
}

type Readable = Pick<Store, "findMessage" | "readable">;

/** Rejects with `not_found` for what is no message, or not for the reader. */
export async function readableMessage(store: Readable, readerId: UserId, messageId: MessageId): Promise<Message> {
  checkId(messageId);
  const message = (await store.findMessage(messageId)) ?? notFound();
  await checkReadable(store, readerId, message.roomId);
  return message;
}

async function checkReadable(store: Readable, readerId: UserId, roomId: RoomId): Promise<void> {
  if ((await store.readable(roomId, readerId)) === null) notFound();
}

function checkId(id: MessageId): void {
  if (!Number.isSafeInteger(id)) notFound();
}

function notFound(): never {
  throw new ChatError("not_found");
}
