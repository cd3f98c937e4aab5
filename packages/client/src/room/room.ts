import { chatErrorOf } from "../base/errors.ts";
import { given } from "../base/given.ts";
import { randomKey } from "../base/key.ts";
import { type Observable, Source } from "../base/observable.ts";
import type { Message, Person } from "../contract.ts";
import type { Entry, SendOptions } from "../sync/draft.ts";
import type { NativeClient } from "../sync/line.ts";
import type { LiveRoom } from "./live-room.ts";
import type { PendingMessage } from "./shown.ts";
import type { Member, RoomChat, RoomSnapshot, Sending } from "./snapshot.ts";

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

  /**
   * The user has read up to this message; unless told the newest one that is here, and all of the room where none is. `unread` follows when
   * the server says so.
   */
  markRead(messageId: number = this.#live.history.latest?.kept.at(-1)?.message.id ?? Number.MAX_SAFE_INTEGER): void {
    this.#chat.reads.mark(this.#live, messageId);
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
