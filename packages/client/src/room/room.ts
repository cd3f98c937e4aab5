import { type ChatError, chatErrorOf } from "../base/errors.ts";
import { given } from "../base/given.ts";
import { randomKey } from "../base/key.ts";
import { type Observable, Source } from "../base/observable.ts";
import type { Message, Person, Role } from "../contract.ts";
import type { Typing } from "../signals/typing.ts";
import type { Line, NativeClient } from "../sync/line.ts";
import type { Entry, Outbox, SendOptions } from "../sync/outbox.ts";
import type { Reads } from "../sync/reads.ts";
import type { LiveRoom, RoomSummary } from "./live-room.ts";
import type { PendingMessage, ShownMessage } from "./shown.ts";

/** What is shown of a room. */
export interface RoomSnapshot extends Partial<RoomSummary> {
  /** One of the user's rooms: all that happens in it is told. */
  readonly isLive: boolean;
  /** False until the newest messages are here. */
  readonly isLoaded: boolean;
  /** Oldest first, one's own unsent ones last. */
  readonly messages: readonly ShownMessage[];
  readonly hasOlder: boolean;
  /** An older part is shown: `loadNewer` and `loadLatest` lead back. */
  readonly hasNewer: boolean;
  readonly unread: number;
  readonly mentions: number;
}

export interface Member {
  readonly user: Person;
  readonly role: Role;
  /** Of their joining. */
  readonly seq: number;
}

/** A send, from the moment it is shown. */
export interface Sending {
  /** For `retry` and `discard`, and of the message that is shown. */
  readonly key: string;
  /** Resolves when a reload would send it; at once where there is no storage. Rejects with `storage`. */
  readonly queued: Promise<void>;
  /** Resolves when the server keeps it. Rejects when it is refused (it may be retried), discarded, or the chat is closed. */
  readonly sent: Promise<Message>;
}

/** What a room uses of its chat. */
export interface RoomChat {
  readonly client: NativeClient;
  readonly line: Line;
  readonly outbox: Outbox;
  readonly typing: Typing;
  readonly reads: Reads;
  /** As whom the user writes. */
  readonly author: Person;
  summary(roomId: string): RoomSummary | undefined;
  /** Resolves when what is unsent is stored. */
  stored(): Promise<void>;
  watched(room: LiveRoom, isWatched: boolean): void;
  failed(error: ChatError): void;
}

/** A room to look at and to speak in; the same object for the same id. What it asks of the server it asks until it is answered. */
export class Room implements Observable<RoomSnapshot> {
  readonly id: string;
  readonly get: Observable<RoomSnapshot>["get"];
  readonly subscribe: Observable<RoomSnapshot>["subscribe"];
  /** Who else is writing, while somebody listens. */
  readonly typing: Observable<readonly Person[]>;
  readonly #live: LiveRoom;
  readonly #chat: RoomChat;
  readonly #source: Source<RoomSnapshot>;
  readonly #pending = new WeakMap<Entry, PendingMessage>();

  /** @internal */
  constructor(live: LiveRoom, chat: RoomChat) {
    this.id = live.id;
    this.#live = live;
    this.#chat = chat;
    this.#source = new Source(
      () => this.#snapshot(),
      (isWatched) => {
        chat.watched(live, isWatched);
        if (isWatched) this.loadIfWatched();
      },
    );
    this.typing = chat.typing.of(this.id);
    this.get = this.#source.get;
    this.subscribe = this.#source.subscribe;
  }

  /** Back to the newest messages. Whoever subscribes has them loaded. */
  loadLatest(): Promise<void> {
    return this.#live.history.loadLatest();
  }

  /** The page before the first message. */
  loadOlder(): Promise<void> {
    return this.#live.history.loadOlder();
  }

  /** The page after the last message, where an older part is shown. */
  loadNewer(): Promise<void> {
    return this.#live.history.loadNewer();
  }

  /** Shows the part that a message is in. Rejects with `not_found`. */
  loadAround(messageId: number): Promise<void> {
    return this.#live.history.loadAround(messageId);
  }

  /**
   * Shows a message at once, and sends it when it can be, after those before it, once.
   * @throws {ChatError} `queue_full` when too many wait.
   */
  send(text: string, { replyTo, thread, file }: SendOptions = {}): Sending {
    const { outbox } = this.#chat;
    const entry = outbox.add(given({ key: randomKey(), roomId: this.id, text, at: Date.now(), replyTo, thread, file }));
    const sending = this.#sending(entry);
    this.#chat.typing.posted(this.id);
    outbox.pump();
    return sending;
  }

  /** Tells the others that the user writes, or has stopped: at each key, if you like. */
  setTyping(isTyping: boolean): void {
    this.#chat.typing.set(this.id, isTyping);
  }

  /** Sends a failed message again, after what waits; undefined when there is none with this key. */
  retry(key: string): Sending | undefined {
    const entry = this.#chat.outbox.retry(key);
    return entry && this.#sending(entry);
  }

  /** Gives an unsent message up; false when it is on its way or gone. */
  discard(key: string): boolean {
    return this.#chat.outbox.discard(key);
  }

  edit(messageId: number, text: string): Promise<Message> {
    return this.#ask(async (call) => (await call.messages.edit({ messageId, text })).message);
  }

  delete(messageId: number): Promise<Message> {
    return this.#ask(async (call) => (await call.messages.delete({ messageId })).message);
  }

  react(messageId: number, emoji: string, isOn: boolean): Promise<void> {
    return this.#ask((call) => call.messages.react({ messageId, emoji, isOn }));
  }

  pin(messageId: number, isPinned: boolean): Promise<Message> {
    return this.#ask(async (call) => (await call.messages.pin({ messageId, isPinned })).message);
  }

  /** The user has read up to this message, the newest one unless told. `unread` follows when the server says so. */
  markRead(messageId: number | undefined = this.#live.history.latest?.kept.at(-1)?.message.id): void {
    if (messageId !== undefined) this.#chat.reads.mark(this.#live, messageId);
  }

  /** In joining order. */
  async members(): Promise<readonly Member[]> {
    const members: Member[] = [];
    let after: number | undefined = 0;
    while (after !== undefined) {
      const from: number = after;
      const page = await this.#ask((call) => call.rooms.members({ roomId: this.id, after: from }));
      members.push(...page.members);
      after = page.next;
    }
    return members;
  }

  async leave(): Promise<void> {
    await this.#ask((call) => call.rooms.leave({ roomId: this.id }));
  }

  /** @internal Something of it is another. */
  touch(): void {
    this.#source.touch();
    this.loadIfWatched();
  }

  /** @internal */
  loadIfWatched(): void {
    const { history, isLive } = this.#live;
    if (!this.#source.isWatched || !isLive || history.shown !== undefined) return;
    this.loadLatest().catch((error: unknown) => this.#chat.failed(chatErrorOf(error)));
  }

  #ask<T>(work: (call: NativeClient["call"]) => Promise<T>): Promise<T> {
    const { line, client } = this.#chat;
    return line.patiently(() => work(client.call));
  }

  #sending(entry: Entry): Sending {
    const sent = new Promise<Message>((resolve, reject) => entry.settled.push({ resolve, reject }));
    const queued = this.#chat.stored();
    // Who does not ask need not answer: what fails is shown.
    for (const promise of [sent, queued]) promise.catch(() => undefined);
    return { key: entry.draft.key, queued, sent };
  }

  #snapshot(): RoomSnapshot {
    const { history, shown, answered, isLive } = this.#live;
    const pending = this.#chat.outbox.of(this.id).flatMap((entry) => this.#shownEntry(entry));
    return {
      unread: 0,
      mentions: 0,
      ...this.#chat.summary(this.id),
      isLive,
      isLoaded: history.shown !== undefined,
      messages: shown.list(history.shown, answered, pending),
      hasOlder: history.shown?.hasOlder ?? true,
      hasNewer: history.shown?.hasNewer ?? false,
    };
  }

  #shownEntry(entry: Entry): readonly PendingMessage[] {
    if (entry.looksLike !== undefined) return [];
    const author = this.#chat.author;
    const made = this.#pending.get(entry);
    const { draft, state, error } = entry;
    if (made?.state === state && made.error === error && made.author === author) return [made];
    const shown = given({ ...draft, author, state, error });
    this.#pending.set(entry, shown);
    return [shown];
  }
}
