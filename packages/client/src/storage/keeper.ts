import { ChatError } from "../base/errors.ts";
import type { Person } from "../contract.ts";
import type { ChatKeeper, Kept } from "../options.ts";
import type { LiveRoom } from "../room/live-room.ts";
import { type Page, windowOf } from "../room/window.ts";
import type { Storage } from "./storage.ts";
import { readDrafts, readPage, readState, type StoredState, write } from "./stored.ts";

/** What is lost when the process dies is asked for again: there is no hurry. */
const lazilyMs = 1_000;

/** Keeps a user's outbox, positions and latest windows in a storage. */
export class Keeper implements ChatKeeper {
  readonly #storage: Storage;
  readonly #kept: Kept;
  readonly #changed = new Set<LiveRoom>();
  #me: Person | undefined;
  /** Writes go one after the other. */
  #last: Promise<void> = Promise.resolve();
  #nextOutbox: Promise<void> | undefined;
  /** Keys of the drafts that this chat wrote last. */
  #written: ReadonlySet<string> = new Set();
  #cancel: (() => void) | undefined;

  constructor(storage: Storage, kept: Kept) {
    this.#storage = storage;
    this.#kept = kept;
  }

  async restore(userId: string): Promise<Person | undefined> {
    const { everyRoom: rooms, outbox } = this.#kept.chat;
    const state = readState(await this.#get(userId, "state"), userId);
    await Promise.all(
      state?.rooms.map(async (one) => {
        const { id } = one.about.room;
        const page = one.hasWindow ? readPage(await this.#get(userId, `room:${id}`), userId) : undefined;
        const isUsable = page?.messages.every(({ roomId }) => roomId === id) === true;
        if (isUsable) rooms.of(id).restore(windowOf(page));
        // They are written one after the other: after the earlier of the two all is told.
        rooms.restore(id, { ...one, position: Math.min(one.position, isUsable ? page.seq : one.position) });
      }) ?? [],
    );
    const drafts = readDrafts(await this.#get(userId, "outbox"), userId);
    this.#written = new Set(drafts.map(({ key }) => key));
    outbox.restore(drafts);
    return state?.me;
  }

  isFor(me: Person | undefined): void {
    if (this.#me?.id !== me?.id) this.#changed.clear();
    this.#me = me;
  }

  storeOutbox(): Promise<void> {
    // All that change while an earlier write is under way are written together.
    this.#nextOutbox ??= this.#last.then(() => {
      this.#nextOutbox = undefined;
      return this.#write((me) => this.#writeOutbox(me));
    });
    return this.#nextOutbox;
  }

  later(room: LiveRoom): void {
    if (this.#me === undefined) return;
    this.#changed.add(room);
    this.#cancel ??= this.#kept.clock.after(lazilyMs, () => void this.flush());
  }

  flush(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    return this.#write((me) => this.#writeRooms(me)).catch(() => undefined);
  }

  async clear(): Promise<void> {
    await this.#write(async ({ id }) => {
      const names = ["state", "outbox", ...this.#kept.chat.everyRoom.live.map((room) => `room:${room.id}`)];
      await Promise.all(names.map((name) => this.#storage.delete(this.#key(id, name))));
      this.isFor(undefined);
    });
  }

  async #writeOutbox({ id }: Person): Promise<void> {
    const key = this.#key(id, "outbox");
    const own = this.#kept.chat.outbox.drafts;
    const keys = new Set(own.map((draft) => draft.key));
    // Another tab of the same user keeps its drafts in the same place.
    const others = readDrafts(await this.#storage.get(key), id).filter(
      (draft) => !keys.has(draft.key) && !this.#written.has(draft.key),
    );
    await this.#storage.set(key, write(id, { drafts: [...others, ...own] }));
    this.#written = keys;
  }

  async #writeRooms(me: Person): Promise<void> {
    const changed = [...this.#changed];
    this.#changed.clear();
    const state: StoredState = {
      me,
      rooms: this.#kept.chat.everyRoom.live.flatMap(({ about, counts, position, history }) =>
        about === undefined ? [] : [{ about, counts, position, hasWindow: history.latest !== undefined }],
      ),
    };
    // Positions last: a window that is ahead of its position is right, one that lacks events is not.
    for (const room of changed) {
      const key = this.#key(me.id, `room:${room.id}`);
      const page = this.#pageOf(room);
      if (page !== undefined) await this.#storage.set(key, write(me.id, page));
      else if (room.history.latest === undefined) await this.#storage.delete(key);
    }
    await this.#storage.set(this.#key(me.id, "state"), write(me.id, state));
  }

  /** The end of the window, as of the room's position; nothing where a part of it is ahead of that. */
  #pageOf({ history: { latest }, position }: LiveRoom): Page | undefined {
    if (latest === undefined || latest.hasNewer || latest.seq > position || latest.kept.some(({ asOf }) => asOf > position))
      return undefined;
    const { messagesStored } = this.#kept.chat.bounds;
    const messages = latest.kept.slice(-messagesStored).map(({ message }) => message);
    return { messages, seq: position, hasOlder: latest.hasOlder || latest.kept.length > messagesStored, hasNewer: false };
  }

  #get(userId: string, name: string): Promise<string | undefined> {
    return this.#storage.get(this.#key(userId, name)).catch((error: unknown) => void this.#failed(error));
  }

  #write(work: (me: Person) => Promise<void>): Promise<void> {
    const doing = this.#last.then(async () => {
      if (this.#me === undefined) return;
      try {
        await work(this.#me);
      } catch (error) {
        throw this.#failed(error);
      }
    });
    this.#last = doing.catch(() => undefined);
    return doing;
  }

  #failed(cause: unknown): ChatError {
    const error = new ChatError("storage", String(cause), { cause });
    this.#kept.chat.failed(error);
    return error;
  }

  #key(userId: string, name: string): string {
    return `parlance:${placeOf(this.#kept.chat.url)}:${userId}:${name}`;
  }
}

/** The server's name in the keys of what is stored: its address without a query, which may hold a token. */
function placeOf(url: string): string {
  const { location } = globalThis as { readonly location?: { readonly href: string } };
  const { host, pathname } = new URL(url, location?.href);
  return host + pathname;
}
