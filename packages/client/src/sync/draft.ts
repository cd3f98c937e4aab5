import type { ChatBounds } from "../base/bounds.ts";
import type { ChatError } from "../base/errors.ts";
import type { FileRef, Message } from "../contract.ts";
import type { Line } from "./line.ts";

/** What a send may have besides its text. */
export interface SendOptions {
  /** The message that this one answers. */
  readonly replyTo?: number;
  /** The message that began the thread this one is in. */
  readonly thread?: number;
  /** What `uploadFile` gave. */
  readonly file?: FileRef;
}

/** What is kept of a send, here and in the storage. */
export interface Draft extends SendOptions {
  /** Makes it one message, however often it is sent. */
  readonly key: string;
  readonly roomId: string;
  readonly text: string;
  readonly at: number;
  /** The reason for which the server refused it: it waits for a retry by hand. */
  readonly failed?: string;
}

export interface Entry {
  readonly draft: Draft;
  state: "queued" | "sending" | "failed";
  error: ChatError | undefined;
  /** It went out before, perhaps in an earlier life: the server may have it. */
  mayBeKept: boolean;
  /** The message of one's own that came meanwhile and looks like it: the two are shown as one until the answer says. */
  looksLike: number | undefined;
  readonly settled: { resolve(message: Message): void; reject(error: ChatError): void }[];
}

/** What the outbox uses of its chat. */
export interface OutboxOwner {
  readonly line: Line;
  readonly bounds: Pick<ChatBounds, "outbox" | "sendsAtOnce">;
  deliver(draft: Draft): Promise<Message>;
  /** The entry has another state; `message` when it was answered. */
  sendChanged(entry: Entry, message?: Message): void;
  /** What waits is another: it is to be stored. */
  outboxChanged(): void;
}
