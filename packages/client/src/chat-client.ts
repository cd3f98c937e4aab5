import { type ChatBounds, defaultBounds } from "./base/bounds.ts";
import { ChatError, chatErrorOf } from "./base/errors.ts";
import { given } from "./base/given.ts";
import { type Observable, Source } from "./base/observable.ts";
import { realClock } from "./base/real-clock.ts";
import type { Chat, ChatCall } from "./chat.ts";
import { type Connecting, connect, type Way } from "./connecting.ts";
import type { Message, Person, PresenceStatus, RoomEvent } from "./contract.ts";
import { type ChatEvents, Told } from "./events.ts";
import type { ChatKeeper, ChatOptions, Connection } from "./options.ts";
import type { RoomSummary } from "./room/about.ts";
import type { LiveRoom } from "./room/live-room.ts";
import { Room } from "./room/room.ts";
import type { RoomOwner } from "./room/room-owner.ts";
import type { RoomChat } from "./room/snapshot.ts";
import type { Page } from "./room/window.ts";
import { Presence } from "./signals/presence.ts";
import { Typing } from "./signals/typing.ts";
import type { Draft, Entry, OutboxOwner } from "./sync/draft.ts";
import { Identity, type IdentityOwner } from "./sync/identity.ts";
import { Line, type NativeClient } from "./sync/line.ts";
import { Outbox } from "./sync/outbox.ts";
import { Reads } from "./sync/reads.ts";
import { Rooms } from "./sync/rooms.ts";
import { Sync, type SyncOwner } from "./sync/sync.ts";

type Roles = Chat & RoomOwner & RoomChat & OutboxOwner & IdentityOwner & SyncOwner & Connecting;

/** A chat, and the middle that its parts know each other by; callers see no more of it than `Chat`. */
export class ChatClient implements Roles {
  readonly url: string;
  readonly bounds: ChatBounds;
  readonly line: Line;
  readonly everyRoom = new Rooms(this);
  readonly rooms: Observable<readonly RoomSummary[]> = this.everyRoom.list;
  readonly outbox = new Outbox(this);
  readonly keeper: ChatKeeper | undefined;
  readonly identity = new Identity(this);
  readonly me: Observable<Person | undefined> = this.identity.me;
  readonly reader = { id: () => this.me.get()?.id, isBlocked: (userId: string) => this.reads.isBlocked(userId) };
  readonly connection = new Source<Connection>(() => this.#connection);
  readonly headers: Way["headers"];
  readonly client: NativeClient;
  readonly call: ChatCall;
  readonly #options: ChatOptions;
  readonly #told = new Told(this.reader);
  readonly #sync: Sync;
  readonly #presence: Presence;
  readonly typing: Typing;
  readonly reads: Reads;
  readonly blocked: Observable<ReadonlySet<string>>;
  readonly #handles = new Map<string, Room>();
  /** Rooms that nobody looks at any more; the one looked at longest ago first. */
  readonly #unwatched = new Set<LiveRoom>();
  #connection: Connection = { state: "connecting" };

  constructor(options: ChatOptions) {
    const { url, storage, clock = realClock, userId, bounds } = options;
    this.#options = options;
    this.url = url;
    this.bounds = { ...defaultBounds, ...bounds };
    this.line = new Line(clock);
    this.keeper = storage?.({ clock, chat: this });
    const { client, headers } = connect(options, this);
    this.client = client;
    this.call = client.call;
    this.headers = headers;
    this.#sync = new Sync(this);
    this.#presence = new Presence(this);
    this.typing = new Typing(this);
    this.reads = new Reads(this);
    this.blocked = this.reads.blocked;
    if (userId !== undefined) void this.identity.expect(userId);
  }

  room(id: string): Room {
    const room = this.#handles.get(id) ?? new Room(this.everyRoom.of(id), this);
    this.#handles.set(id, room);
    return room;
  }

  on<Name extends keyof ChatEvents>(name: Name, listener: (event: ChatEvents[Name]) => void): () => void {
    return this.#told.on(name, listener);
  }

  presence(userId: string): Observable<PresenceStatus | undefined> {
    return this.#presence.of(userId);
  }

  setAway(isAway: boolean): void {
    this.#presence.setAway(isAway);
  }

  async openDirect(userId: string): Promise<Room> {
    return this.room((await this.line.patiently(() => this.call.rooms.direct({ userId }))).room.id);
  }

  /** Not repeated when the connection goes: it might be made twice. */
  async createRoom(room: Parameters<Chat["createRoom"]>[0]): Promise<Room> {
    const answer = this.call.rooms.create(room).catch((error: unknown) => Promise.reject(chatErrorOf(error)));
    return this.room((await answer).room.id);
  }

  async join(roomId: string): Promise<Room> {
    return this.room((await this.line.patiently(() => this.call.rooms.join({ roomId }))).room.id);
  }

  reconnect(): void {
    this.line.open();
    this.client.reconnect();
  }

  async close(): Promise<void> {
    this.client.close();
    await this.keeper?.flush();
  }

  async forget(): Promise<void> {
    await this.close();
    await this.keeper?.clear();
  }

  get author(): Person {
    const { credentials, userId: id = "" } = this.#options;
    const known = this.me.get();
    return known ?? ("guest" in credentials ? { id, kind: "guest", name: credentials.guest } : { id, kind: "account", name: "" });
  }

  failed(error: ChatError): void {
    this.#options.onError?.(error);
  }

  is(connection: Connection): void {
    this.#connection = connection;
    this.connection.touch();
    if (connection.state === "closed") this.line.close(new ChatError("closed", connection.why));
  }

  opened(): void {
    this.is({ state: "catching_up" });
    this.#sync.opened();
  }

  lost(): void {
    this.line.offline();
    this.#sync.lost();
  }

  identified(me: Person): Promise<void> {
    return this.identity.is(me);
  }

  caughtUp(): void {
    this.is({ state: "online" });
    this.line.online();
    this.outbox.pump();
    this.reads.online();
    this.#presence.online();
    this.typing.online();
  }

  page(input: Parameters<ChatCall["messages"]["page"]>[0]): Promise<Page> {
    return this.line.patiently(() => this.call.messages.page(input));
  }

  tell(event: RoomEvent): void {
    this.#told.tell(event);
  }

  recognise(message: Message): string | undefined {
    return this.outbox.recognise(message)?.draft.key;
  }

  roomChanged(room: LiveRoom): void {
    this.#handles.get(room.id)?.touch();
    this.everyRoom.list.touch();
    this.keeper?.later(room);
  }

  recount(room: LiveRoom): void {
    this.reads.recount(room);
  }

  reset({ id }: LiveRoom, seq: number): void {
    this.#told.tell({ type: "reset", roomId: id, seq });
  }

  left(room: LiveRoom): void {
    this.everyRoom.drop(room);
    this.gone(room);
  }

  gone({ id }: LiveRoom): void {
    this.#told.tell({ type: "gone", roomId: id });
  }

  summary(roomId: string): RoomSummary | undefined {
    return this.everyRoom.summary(roomId);
  }

  stored(): Promise<void> {
    return this.identity.stored();
  }

  watched(room: LiveRoom, isWatched: boolean): void {
    this.#unwatched.delete(room);
    if (!isWatched) this.#unwatched.add(room);
    const [longest] = this.#unwatched;
    if (longest === undefined || this.#unwatched.size <= this.bounds.roomsKept) return;
    this.#unwatched.delete(longest);
    longest.history.restart();
  }

  async deliver({ roomId, text, key, replyTo, thread, file }: Draft): Promise<Message> {
    const send = given({ roomId, text, clientKey: key, replyTo, thread, fileId: file?.id });
    return (await this.call.messages.send(send)).message;
  }

  sendChanged({ draft: { roomId, key }, looksLike }: Entry, message?: Message): void {
    const { shown } = this.everyRoom.of(roomId);
    if (message !== undefined) {
      if (looksLike !== undefined && looksLike !== message.id) shown.isNot(looksLike);
      shown.isSentAs(message.id, key);
      this.everyRoom.of(roomId).answer(message);
    }
    this.#handles.get(roomId)?.touch();
  }

  outboxChanged(): void {
    this.keeper?.storeOutbox().catch(() => undefined);
  }
}
