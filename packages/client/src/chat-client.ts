import { type ChatBounds, defaultBounds } from "./base/bounds.ts";
import { ChatError } from "./base/errors.ts";
import { given } from "./base/given.ts";
import { randomKey } from "./base/key.ts";
import type { Observable } from "./base/observable.ts";
import { realClock } from "./base/real-clock.ts";
import type { Chat, ChatCall } from "./chat.ts";
import { connect, placeOf, type Way } from "./connecting.ts";
import type { Message, Person } from "./contract.ts";
import { type ChatEvents, Told } from "./events.ts";
import type { ChatKeeper, ChatOptions, Connection } from "./options.ts";
import type { Reader } from "./room/counts.ts";
import type { LiveRoom, RoomSummary } from "./room/live-room.ts";
import { Room, type RoomContext } from "./room/room.ts";
import { Identity } from "./sync/identity.ts";
import { Line } from "./sync/line.ts";
import { type Draft, type Entry, Outbox } from "./sync/outbox.ts";
import { Rooms } from "./sync/rooms.ts";
import { Sync } from "./sync/sync.ts";

/** Puts the parts of a chat together. */
export class ChatClient implements Chat {
  readonly url: string;
  readonly #options: ChatOptions;
  readonly #bounds: ChatBounds;
  readonly #way: Way;
  readonly #line: Line;
  readonly #reader: Reader;
  readonly #told: Told;
  readonly #rooms: Rooms;
  readonly #outbox: Outbox;
  readonly #keeper: ChatKeeper | undefined;
  readonly #identity: Identity;
  readonly #handles = new Map<string, Room>();
  /** Rooms with a window that nobody looks at; the one looked at longest ago first. */
  readonly #unwatched = new Set<string>();
  readonly #context: RoomContext;

  constructor(options: ChatOptions) {
    this.#options = options;
    this.url = options.url;
    this.#bounds = { ...defaultBounds, ...options.bounds };
    const clock = options.clock ?? realClock;
    this.#line = new Line(clock);
    const line = this.#line;
    this.#reader = { id: () => this.#identity.me.get()?.id, isBlocked: () => false };
    this.#told = new Told(this.#reader);
    this.#rooms = this.#makeRooms();
    this.#outbox = this.#makeOutbox();
    const { bounds, rooms, outbox, failed } = {
      bounds: this.#bounds,
      rooms: this.#rooms,
      outbox: this.#outbox,
      failed: this.#failed,
    };
    this.#keeper = options.storage?.({ place: placeOf(options.url), clock, bounds, rooms, outbox, failed });
    this.#identity = new Identity({ keeper: this.#keeper, rooms, outbox, guessed: guessed(options) });
    this.#way = connect(options, {
      opened: () => sync.opened(),
      lost: () => {
        line.offline();
        sync.lost();
      },
      closed: (why) => line.close(new ChatError("closed", why)),
    });
    const { client } = this.#way;
    this.#context = {
      client,
      line,
      outbox,
      me: () => this.#identity.author,
      summary: (id) => this.#rooms.summary(id),
      newKey: randomKey,
      stored: () => this.#identity.stored(),
      watched: (room, isWatched) => this.#watched(room, isWatched),
      failed: this.#failed,
    };
    const sync = new Sync({
      client,
      rooms,
      line,
      roomsPerCall: this.#bounds.roomsPerCall,
      identified: (me) => this.#identity.is(me),
      caughtUp: () => this.#caughtUp(),
      gone: ({ id }) => this.#told.tell({ type: "gone", roomId: id }),
      failed: this.#failed,
    });
    if (options.userId !== undefined) void this.#identity.expect(options.userId);
  }

  readonly #failed = (error: ChatError): void => this.#options.onError?.(error);

  get connection(): Observable<Connection> {
    return this.#way.connection;
  }

  get me(): Observable<Person | undefined> {
    return this.#identity.me;
  }

  get rooms(): Observable<readonly RoomSummary[]> {
    return this.#rooms.list;
  }

  get call(): ChatCall {
    return this.#way.client.call;
  }

  room(id: string): Room {
    const room = this.#handles.get(id) ?? new Room(this.#rooms.of(id), this.#context);
    this.#handles.set(id, room);
    return room;
  }

  on<Name extends keyof ChatEvents>(name: Name, listener: (event: ChatEvents[Name]) => void): () => void {
    return this.#told.on(name, listener);
  }

  async openDirect(userId: string): Promise<Room> {
    return this.room((await this.#line.patiently(() => this.call.rooms.direct({ userId }))).room.id);
  }

  /** Not repeated when the connection goes: it might be made twice. */
  async createRoom(room: Parameters<Chat["createRoom"]>[0]): Promise<Room> {
    return this.room((await this.#line.once(() => this.call.rooms.create(room))).room.id);
  }

  async join(roomId: string): Promise<Room> {
    await this.#line.patiently(() => this.call.rooms.join({ roomId }));
    return this.room(roomId);
  }

  headers(): Promise<Readonly<Record<string, string>>> {
    return this.#way.headers();
  }

  reconnect(): void {
    this.#line.open();
    this.#way.client.reconnect();
  }

  async close(): Promise<void> {
    this.#way.client.close();
    await this.#keeper?.flush();
  }

  async forget(): Promise<void> {
    await this.close();
    await this.#keeper?.clear();
  }

  #makeRooms(): Rooms {
    return new Rooms({
      reader: this.#reader,
      limits: this.#bounds,
      page: (input) => this.#line.patiently(() => this.call.messages.page(input)),
      tell: (event) => this.#told.tell(event),
      recognise: (message) => this.#outbox.recognise(message)?.draft.key,
      changed: (room) => this.#changed(room),
      recount: () => undefined,
      reset: ({ id }, seq) => this.#told.tell({ type: "reset", roomId: id, seq }),
      left: (room) => {
        this.#rooms.drop(room);
        this.#told.tell({ type: "gone", roomId: room.id });
      },
    });
  }

  #makeOutbox(): Outbox {
    return new Outbox({
      line: this.#line,
      bound: this.#bounds.outbox,
      atOnce: this.#bounds.sendsAtOnce,
      send: (draft) => this.#send(draft),
      changed: (entry, message) => this.#sendChanged(entry, message),
      store: () => void this.#keeper?.storeOutbox().catch(() => undefined),
    });
  }

  async #send({ roomId, text, key, replyTo, thread, file }: Draft): Promise<Message> {
    return (await this.call.messages.send(given({ roomId, text, clientKey: key, replyTo, thread, fileId: file?.id }))).message;
  }

  #sendChanged({ draft: { roomId, key }, looksLike }: Entry, message: Message | undefined): void {
    const room = this.#rooms.of(roomId);
    if (message !== undefined) {
      if (looksLike !== undefined && looksLike !== message.id) room.shown.isNot(looksLike);
      room.shown.isSentAs(message.id, key);
      room.answer(message);
    }
    this.#handles.get(roomId)?.touch();
  }

  #changed(room: LiveRoom): void {
    this.#handles.get(room.id)?.touch();
    this.#rooms.list.touch();
    this.#keeper?.later(room);
  }

  #caughtUp(): void {
    this.#way.online();
    this.#line.online();
    this.#outbox.pump();
  }

  #watched({ id }: Room, isWatched: boolean): void {
    this.#unwatched.delete(id);
    if (!isWatched) this.#unwatched.add(id);
    const [longest] = this.#unwatched;
    if (longest === undefined || this.#unwatched.size <= this.#bounds.roomsKept) return;
    this.#unwatched.delete(longest);
    this.#rooms.of(longest).history.restart();
  }
}

/** As whom one writes until the server has said it. */
function guessed({ credentials, userId = "" }: ChatOptions): Person {
  const isGuest = typeof credentials === "object" && "guest" in credentials;
  return isGuest ? { id: userId, kind: "guest", name: credentials.guest } : { id: userId, kind: "account", name: "" };
}
