import type { ChatError } from "../base/errors.ts";
import type { FileRef, Message, Person } from "../contract.ts";
import type { Window } from "./window.ts";

/** A message that the server keeps. */
export type SentMessage = Message & {
  readonly state: "sent";
  /** Stays the same from the sending on: for lists that are drawn. */
  readonly key: string;
};

/** A message of one's own that is on its way: `queued` until it can be sent, `failed` until it is retried or discarded. */
export interface PendingMessage {
  readonly state: "queued" | "sending" | "failed";
  readonly key: string;
  readonly id?: undefined;
  readonly roomId: string;
  readonly author: Person;
  readonly text: string;
  /** When it was given to `send`, by this machine's clock. */
  readonly at: number;
  readonly replyTo?: number;
  readonly thread?: number;
  readonly file?: FileRef;
  /** Of `failed`. */
  readonly error?: ChatError;
}

export type ShownMessage = SentMessage | PendingMessage;

/** Of a room's sends, so many keys are remembered. */
const keysKept = 1_000;

/** Makes what is shown out of what is kept, each object once. */
export class Shown {
  readonly #made = new WeakMap<Message, SentMessage>();
  readonly #keys = new Map<number, string>();
  #messages: { readonly of: readonly unknown[]; readonly value: readonly ShownMessage[] } | undefined;

  /** The message with this id is the one that was sent with this key. */
  isSentAs(messageId: number, key: string): void {
    this.#keys.set(messageId, key);
    const [oldest] = this.#keys.keys();
    if (this.#keys.size > keysKept && oldest !== undefined) this.#keys.delete(oldest);
  }

  isNot(messageId: number): void {
    this.#keys.delete(messageId);
  }

  /** `answered`: what is kept and whose event has not come yet. */
  list(
    window: Window | undefined,
    answered: ReadonlyMap<number, Message>,
    pending: readonly PendingMessage[],
  ): readonly ShownMessage[] {
    const isElsewhere = window?.hasNewer === true;
    // A page may have brought it before its event came.
    const early = isElsewhere ? [] : [...answered.values()].filter(({ seq }) => seq > (window?.seq ?? 0));
    const unsent = isElsewhere ? [] : pending;
    const of = [window?.kept, ...early, ...unsent];
    if (this.#messages?.of.length === of.length && of.every((part, at) => part === this.#messages?.of[at])) {
      return this.#messages.value;
    }
    const kept = window?.kept.map(({ message }) => message) ?? [];
    const messages = early.length === 0 ? kept : [...kept, ...early].sort((one, other) => one.id - other.id);
    const value = [...messages.map((message) => this.#sent(message)), ...unsent];
    this.#messages = { of, value };
    return value;
  }

  #sent(message: Message): SentMessage {
    const key = this.#keys.get(message.id) ?? String(message.id);
    const made = this.#made.get(message);
    if (made?.key === key) return made;
    const sent = { ...message, state: "sent", key } as const;
    this.#made.set(message, sent);
    return sent;
  }
}
