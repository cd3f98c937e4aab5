import type { Bounds } from "../ports/bounds.ts";
import type { Message, MessageId, MessageVersion, RoomId, UserId } from "../ports/model.ts";
import type { Store } from "../ports/store.ts";
import type { MessagePage, PageRange } from "../ports/sync.ts";
import { firstWithin } from "../ports/sync.ts";
import type { Limits } from "./api.ts";
import { ChatError } from "./errors.ts";
import type { Guard } from "./failures.ts";
import { takeOrRefuse } from "./limits.ts";
import { readAsAllowed } from "./read-as-allowed.ts";

/** What is read of messages, by whoever may read them. All also reject with `not_found`, `rate_limited`, `unavailable` and `overloaded`. */
export interface MessagePages {
  get(readerId: UserId, messageId: MessageId): Promise<Message>;
  /** Messages of a room, oldest first: at most `limit`, and `bounds.pageSize` (which it is when absent). */
  page(readerId: UserId, roomId: RoomId, options: { range: PageRange; limit?: number | undefined }): Promise<MessagePage>;
  /** What the message said, oldest first; nothing of a deleted one. */
  versions(readerId: UserId, messageId: MessageId): Promise<readonly MessageVersion[]>;
  /** Messages pinned in the room, the latest pin first; those that did not fit into `bounds.answerChars` by id in `rest`. */
  pins(readerId: UserId, roomId: RoomId): Promise<{ readonly messages: readonly Message[]; readonly rest: readonly MessageId[] }>;
  /** A page of the thread that a message began, in order, after `afterId`; `next` is that of the next page, null after the last. */
  thread(readerId: UserId, rootId: MessageId, afterId: MessageId): Promise<ThreadPage>;
}

export interface ThreadPage {
  readonly messages: readonly Message[];
  readonly next: MessageId | null;
}

interface PagesOptions {
  readonly store: Store;
  readonly bounds: Bounds;
  readonly limits: Limits;
  readonly guard: Guard;
}

export function createMessagePages({ store, bounds, limits, guard }: PagesOptions): MessagePages {
  const paging = <T>(readerId: UserId, read: () => Promise<T>): Promise<T> =>
    guard(async () => {
      takeOrRefuse(limits, "historyPerMinute", readerId);
      return await read();
    });
  return {
    get: (readerId, messageId) =>
      guard(async () => {
        takeOrRefuse(limits, "lookUpsPerMinute", readerId);
        return await readableMessage(store, readerId, messageId);
      }),
    page: (readerId, roomId, { range, limit = bounds.pageSize }) =>
      paging(readerId, async () => {
        if (range.kind !== "newest") checkId(range.id);
        const query = { readerId, roomId, range, limit: Math.min(limit, bounds.pageSize), maxChars: bounds.answerChars };
        return (await store.messagesIn(query)) ?? notFound();
      }),
    versions: (readerId, messageId) =>
      paging(readerId, async () => {
        checkId(messageId);
        return await readAsAllowed(
          () => readableMessage(store, readerId, messageId),
          () => store.versionsOf(messageId),
        );
      }),
    pins: (readerId, roomId) =>
      paging(readerId, async () => {
        const pins = await readAsAllowed(
          () => checkReadable(store, readerId, roomId),
          () => store.pinsOf(roomId, bounds.pinsPerRoom),
        );
        const messages = firstWithin(pins, bounds.answerChars);
        return { messages, rest: pins.slice(messages.length).map(({ id }) => id) };
      }),
    thread: (readerId, rootId, afterId) =>
      paging(readerId, async () => {
        for (const id of [rootId, afterId]) checkId(id);
        const found = await readAsAllowed(
          () => readableMessage(store, readerId, rootId),
          () => store.threadAfter(rootId, afterId, bounds.pageSize),
        );
        const messages = firstWithin(found, bounds.answerChars);
        const hasMore = found.length === bounds.pageSize || messages.length < found.length;
        return { messages, next: hasMore ? (messages.at(-1)?.id ?? null) : null };
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

/** Rejects with `not_found` for what is no room, or not for the reader. */
export async function checkReadable(store: Pick<Store, "readable">, readerId: UserId, roomId: RoomId): Promise<void> {
  if ((await store.readable(roomId, readerId)) === null) notFound();
}

function checkId(id: MessageId): void {
  if (!Number.isSafeInteger(id)) notFound();
}

function notFound(): never {
  throw new ChatError("not_found");
}
