/** A device of a user: an SDK client that can die at any instant and come back with what its storage has. */
import { type Chat, ChatError, createChat, type Sending, type SentMessage } from "@parlance/client";
import { keepIn, type Storage } from "@parlance/client/storage";
import type { ClientClock, WebSocketClass } from "@parlance/zo/client";
import type { Account } from "../accounts.ts";
import { keptOf, toldOf } from "./keeper.ts";
import type { DeviceRecord, Heard, SendRecord, View } from "./records.ts";

/** The client's waits are so many times shorter: what takes half a minute in life takes a second here. */
const haste = 20;

interface Said {
  readonly roomId: string;
  readonly text: string;
  outcome: SendRecord["outcome"];
  id: number | null;
}

/** One life: everything it holds ends with it, at once, as if its process had been killed. */
class Life {
  readonly chat: Chat;
  readonly heard: Heard[] = [];
  readonly sends: Said[] = [];
  /** Edits, deletions and reactions that are not answered yet. */
  readonly underWay = new Set<Promise<unknown>>();
  readonly #sockets = new Set<WebSocket>();
  #isDead = false;

  constructor(options: {
    readonly url: string;
    readonly token: string;
    readonly storage: Storage;
    readonly random: () => number;
  }) {
    const { url, token, storage, random } = options;
    this.chat = createChat({
      url,
      credentials: { token },
      storage: keepIn(this.#mortal(storage)),
      clock: this.#clock(random),
      WebSocket: this.#socketClass(),
    });
    this.chat.on("event", (event) => {
      if (event.type === "gone") return;
      const { roomId } = event;
      this.heard.push(event.type === "reset" ? { roomId, reset: event.seq } : { roomId, ...toldOf(event) });
    });
  }

  get isSettled(): boolean {
    return this.underWay.size === 0 && this.sends.every(({ outcome }) => outcome === "acknowledged" || outcome === "refused");
  }

  say(roomId: string, text: string): void {
    const said: Said = { roomId, text, outcome: "open", id: null };
    this.sends.push(said);
    const sending = this.chat.room(roomId).send(text);
    void sending.queued.then(() => {
      if (said.outcome === "open") said.outcome = "stored";
    });
    void this.#follow(sending, said);
  }

  /** No word more to anybody, and none is heard. */
  die(): void {
    this.#isDead = true;
    for (const socket of this.#sockets) {
      Object.assign(socket, { onopen: null, onmessage: null, onclose: null, onerror: null });
      socket.close();
    }
    for (const said of this.sends) if (said.outcome === "open") said.outcome = "unknown";
  }

  async #follow({ sent }: Sending, said: Said): Promise<void> {
    try {
      const { id } = await sent;
      if (!this.#isDead) Object.assign(said, { outcome: "acknowledged", id });
    } catch (error) {
      if (!this.#isDead && error instanceof ChatError && error.reason !== "closed") said.outcome = "refused";
    }
  }

  #mortal(storage: Storage): Storage {
    const alive = <T>(work: () => Promise<T>): Promise<T> => (this.#isDead ? new Promise<T>(() => undefined) : work());
    return {
      get: (key) => alive(() => storage.get(key)),
      set: (key, value) => alive(() => storage.set(key, value)),
      delete: (key) => alive(() => storage.delete(key)),
    };
  }

  #clock(random: () => number): ClientClock {
    return {
      nowMs: () => performance.now() * haste,
      after: (ms, call) => {
        const timer = setTimeout(() => {
          if (!this.#isDead) call();
        }, ms / haste);
        return () => clearTimeout(timer);
      },
      random,
    };
  }

  #socketClass(): WebSocketClass {
    const sockets = this.#sockets;
    return class extends WebSocket {
      constructor(url: string) {
        super(url);
        sockets.add(this);
        this.addEventListener("close", () => sockets.delete(this));
      }
    };
  }
}

/** What a device keeps over its lives. */
class Memory implements Storage {
  readonly #values = new Map<string, string>();

  get(key: string): Promise<string | undefined> {
    return Promise.resolve(this.#values.get(key));
  }

  async set(key: string, value: string): Promise<void> {
    this.#values.set(key, value);
  }

  async delete(key: string): Promise<void> {
    this.#values.delete(key);
  }

  /** Positions are written a while after they came: who dies before that begins anew. */
  knows(roomId: string): boolean {
    return [...this.#values].some(([key, value]) => key.endsWith("state") && value.includes(roomId));
  }
}

export interface DeviceOptions {
  readonly name: string;
  /** Through the bad network. */
  readonly url: string;
  readonly account: Account;
  readonly random: () => number;
}

export class Device {
  readonly name: string;
  readonly account: Account;
  readonly #options: DeviceOptions;
  readonly #storage = new Memory();
  readonly #over: DeviceRecord[] = [];
  #life: Life;
  #resumesAfter: ReadonlyMap<string, number> = new Map();
  #said = 0;

  constructor(options: DeviceOptions) {
    this.name = options.name;
    this.account = options.account;
    this.#options = options;
    this.#life = this.#begin();
  }

  get chat(): Chat {
    return this.#life.chat;
  }

  get lives(): number {
    return this.#over.length + 1;
  }

  get sends(): number {
    return this.#life.sends.length + this.#over.reduce((sum, { sends }) => sum + sends.length, 0);
  }

  say(roomId: string, more: string): void {
    this.#said += 1;
    this.#life.say(roomId, `${this.name}-${this.#said} ${more}`);
  }

  /** Its own messages of a room that it shows. */
  ownIn(roomId: string): readonly SentMessage[] {
    return sentIn(this.chat, roomId).filter(
      (message) => message.author.id === this.account.id && message.deletedAt === undefined,
    );
  }

  /** Its process is killed; it starts anew with what its storage has. */
  reload(): void {
    const life = this.#life;
    life.die();
    this.#over.push(this.#record(life, { isOver: true, views: [], failed: [] }));
    const before = farthest(life.heard, this.#resumesAfter);
    this.#resumesAfter = new Map([...before].filter(([roomId]) => this.#storage.knows(roomId)));
    this.#life = this.#begin();
  }

  /** What is not a send is over when it is answered. What fails has had no effect, or one that the truth shows. */
  does(doing: Promise<unknown>): void {
    const { underWay } = this.#life;
    underWay.add(doing);
    const over = (): void => void underWay.delete(doing);
    doing.then(over, over);
  }

  /** Whether nothing is on its way, and it shows everything up to these seqs. */
  isAtRest(seqs: ReadonlyMap<string, number>): boolean {
    const { chat, isSettled } = this.#life;
    if (chat.connection.get().state !== "online" || !isSettled) return false;
    return chat.rooms.get().every(({ room: { id } }) => {
      const { messages, isLoaded } = chat.room(id).get();
      return !seqs.has(id) || (isLoaded && messages.every(({ state }) => state === "sent" || state === "failed"));
    });
  }

  /** Its lives, the present one last; that one with what it shows. */
  records(roomIds: ReadonlySet<string>): readonly DeviceRecord[] {
    const { chat } = this.#life;
    const views = chat.rooms.get().flatMap(({ room: { id: roomId }, readTo, unread, mentions }): readonly View[] => {
      if (!roomIds.has(roomId)) return [];
      return [{ roomId, messages: sentIn(chat, roomId).map(keptOf), readTo, unread, mentions }];
    });
    const failed = [...roomIds].flatMap((roomId) => failedIn(chat, roomId));
    return [...this.#over, this.#record(this.#life, { isOver: false, views, failed })];
  }

  /** The greatest seq that was heard, or skipped by a reset, of each room. */
  get positions(): ReadonlyMap<string, number> {
    return farthest(this.#life.heard, this.#resumesAfter);
  }

  async close(): Promise<void> {
    await this.#life.chat.close();
  }

  #record({ heard, sends }: Life, rest: Pick<DeviceRecord, "isOver" | "views" | "failed">): DeviceRecord {
    const resumesAfter = this.#resumesAfter;
    return { name: `${this.name}, life ${this.lives}`, userId: this.account.id, heard, sends, resumesAfter, ...rest };
  }

  #begin(): Life {
    const { url, account, random } = this.#options;
    return new Life({ url, token: account.token, storage: this.#storage, random });
  }
}

function sentIn(chat: Chat, roomId: string): readonly SentMessage[] {
  return chat
    .room(roomId)
    .get()
    .messages.filter((message): message is SentMessage => message.state === "sent");
}

function failedIn(chat: Chat, roomId: string): readonly string[] {
  const { messages } = chat.room(roomId).get();
  return messages.flatMap(({ state, text }) => (state === "failed" ? [text] : []));
}

function farthest(heard: readonly Heard[], before: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const seqs = new Map(before);
  for (const one of heard) {
    const seq = "reset" in one ? one.reset : one.seq;
    seqs.set(one.roomId, Math.max(seqs.get(one.roomId) ?? 0, seq));
  }
  return seqs;
}
