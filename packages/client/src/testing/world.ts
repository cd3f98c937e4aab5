/** The server as a model: rooms, their events, and who is told, in a few lines that are easily seen to be right. For tests. */
import { create, Hub, type Router, ZoError } from "@parlance/zo";
import { z } from "zod";
import type { Message, NativeRoutes, Person, Role, Room, RoomEvent } from "../contract.ts";
import { nativeRoutes } from "../contract.ts";
import { Signals } from "./signals.ts";

/** An event as it is kept: messages are looked up when it is told. */
type Kept = RoomEvent;

interface RoomState {
  readonly room: Room;
  readonly events: Kept[];
  readonly members: Map<string, Role>;
  readonly messages: Map<number, Message>;
}

export interface WorldBounds {
  readonly roomsPerPage: number;
  readonly eventsPerRoom: number;
  readonly roomsPerAnswer: number;
  readonly page: number;
}

/** Event without its place. */
type News = RoomEvent extends infer Event ? (Event extends RoomEvent ? Omit<Event, "roomId" | "seq" | "at"> : never) : never;

type Mute = number | "forever" | undefined;

export class World {
  readonly signals = new Signals(() => this.hub);
  readonly rooms = new Map<string, RoomState>();
  readonly bounds: WorldBounds;
  /** Effects by author and key. */
  readonly #keys = new Map<string, number>();
  readonly #reads = new Map<string, number>();
  readonly #blocks = new Map<string, readonly string[]>();
  readonly #mutes = new Map<string, Mute>();
  /** Connections that are told, by client id. */
  readonly #live = new Map<string, string>();
  readonly #said: string[] = [];
  #id = 0;
  #now = 1_000;
  hub: Hub<NativeRoutes>;
  /** Asked before each answer: gives an error to refuse with. */
  refuses: (route: string) => ZoError | undefined = () => undefined;

  constructor(bounds: Partial<WorldBounds> = {}) {
    this.bounds = { roomsPerPage: 2, eventsPerRoom: 20, roomsPerAnswer: 2, page: 5, ...bounds };
    this.hub = this.#serve();
  }

  /** A new process over the same store: all connections are gone. */
  restart(): void {
    this.#live.clear();
    this.hub = this.#serve();
  }

  makeRoom(id: string, userIds: readonly string[], kind: Room["kind"] = "public"): void {
    this.rooms.set(id, { room: { id, kind, name: id }, events: [], members: new Map(), messages: new Map() });
    for (const userId of userIds) this.join(id, userId);
  }

  join(roomId: string, userId: string): void {
    const state = this.#state(roomId);
    if (state.members.has(userId)) return;
    state.members.set(userId, "member");
    this.#commit(roomId, { type: "member_joined", user: personOf(userId), role: "member", room: state.room });
  }

  isMember(roomId: string, userId: string): boolean {
    return this.#state(roomId).members.has(userId);
  }

  remove(roomId: string, userId: string): void {
    const { members } = this.#state(roomId);
    if (!members.has(userId)) return;
    this.#commit(roomId, { type: "member_left", user: personOf(userId), reason: "removed" });
    members.delete(userId);
  }

  post(input: { roomId: string; userId: string; text: string; key?: string | undefined; replyTo?: number | undefined }): Message {
    const { roomId, userId, text, key, replyTo } = input;
    const state = this.#readable(roomId, userId);
    const known = key === undefined ? undefined : this.#keys.get(`${userId} ${key}`);
    const earlier = known === undefined ? undefined : state.messages.get(known);
    if (earlier !== undefined) return earlier;
    this.#id += 1;
    this.#said.push(`${roomId} ${text}`);
    const seq = state.events.length + 1;
    const message: Message = {
      id: this.#id,
      roomId,
      seq,
      author: personOf(userId),
      text,
      at: this.#now,
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(text.includes("@room") ? { mentions: { userIds: [], room: true } } : {}),
    };
    state.messages.set(message.id, message);
    if (key !== undefined) this.#keys.set(`${userId} ${key}`, message.id);
    this.#commit(roomId, { type: "posted", message });
    return message;
  }

  edit(userId: string, id: number, text: string): Message {
    const message = this.#own(userId, id);
    this.#change({ ...message, text, editedAt: this.#now });
    this.#commit(message.roomId, { type: "edited", by: personOf(userId), message: this.#message(id) });
    return this.#message(id);
  }

  delete(userId: string, id: number): Message {
    const message = this.#message(id);
    if (message.deletedAt !== undefined) return message;
    const { roomId, seq, author, at, replyTo } = this.#own(userId, id);
    this.#change({ id, roomId, seq, author, at, text: "", deletedAt: this.#now, ...(replyTo === undefined ? {} : { replyTo }) });
    this.#commit(roomId, { type: "deleted", by: personOf(userId), messageId: id });
    return this.#message(id);
  }

  pin(userId: string, id: number, isPinned: boolean): Message {
    const { pinnedAt, ...message } = this.#message(id);
    this.#readable(message.roomId, userId);
    if (message.deletedAt !== undefined) throw refusal("not_found");
    if ((pinnedAt !== undefined) === isPinned) return this.#message(id);
    this.#change(isPinned ? { ...message, pinnedAt: this.#now } : message);
    this.#commit(message.roomId, { type: isPinned ? "pinned" : "unpinned", by: personOf(userId), messageId: id });
    return this.#message(id);
  }

  react({ userId, id, emoji, isOn }: { userId: string; id: number; emoji: string; isOn: boolean }): void {
    const { reactions = [], ...message } = this.#message(id);
    this.#readable(message.roomId, userId);
    if (message.deletedAt !== undefined) throw refusal("not_found");
    const held = reactions.find((one) => one.emoji === emoji)?.userIds ?? [];
    if (held.includes(userId) === isOn) return;
    const userIds = isOn ? [...held, userId] : held.filter((one) => one !== userId);
    const others = reactions.map((one) => (one.emoji === emoji ? { emoji, userIds } : one));
    const all = held.length === 0 ? [...reactions, { emoji, userIds }] : others;
    const left = all.filter((one) => one.userIds.length > 0);
    this.#change({ ...message, ...(left.length === 0 ? {} : { reactions: left }) });
    this.#commit(message.roomId, { type: isOn ? "reaction_added" : "reaction_removed", messageId: id, emoji, userId });
  }

  messagesOf(roomId: string): readonly Message[] {
    return [...this.#state(roomId).messages.values()];
  }

  /** How often this was said in the room, edited or deleted since or not. */
  sentTimes(roomId: string, text: string): number {
    return this.#said.filter((said) => said === `${roomId} ${text}`).length;
  }

  /** Unread messages as the server would count them from nothing. */
  counts(roomId: string, userId: string) {
    const state = this.#state(roomId);
    const readTo = this.#reads.get(`${roomId} ${userId}`) ?? 0;
    const joined = state.events.findLast((event) => event.type === "member_joined" && event.user.id === userId)?.seq ?? 0;
    const unread = [...state.messages.values()].filter(
      ({ id, seq, author, deletedAt }) =>
        author.id !== userId &&
        !this.#blocks.get(userId)?.includes(author.id) &&
        deletedAt === undefined &&
        (readTo > 0 ? id > readTo : seq > joined),
    );
    const mentions = unread.filter((message) => message.mentions?.room === true).length;
    return { readTo, unread: unread.length, mentions, seq: state.events.length };
  }

  mark(roomId: string, userId: string, messageId: number) {
    this.#readable(roomId, userId);
    const place = `${roomId} ${userId}`;
    const newest = this.messagesOf(roomId).at(-1)?.id ?? 0;
    this.#reads.set(place, Math.max(Math.min(messageId, newest), this.#reads.get(place) ?? 0));
    const state = { roomId, ...this.counts(roomId, userId) };
    this.hub.send.reads.onMoved(state).to(this.#connectionsOf(userId));
    return state;
  }

  block(userId: string, blockedIds: readonly string[]): void {
    this.#blocks.set(userId, blockedIds);
    this.hub.send.blocks.onChanged({ userIds: [...blockedIds] }).to(this.#connectionsOf(userId));
  }

  mute(roomId: string, userId: string, mutedUntil: Mute): void {
    this.#mutes.set(`${roomId} ${userId}`, mutedUntil);
    this.hub.send.mutes
      .onChanged({ roomId, ...(mutedUntil === undefined ? {} : { mutedUntil }) })
      .to(this.#connectionsOf(userId));
  }

  #connectionsOf(userId: string): string[] {
    return [...this.#live].flatMap(([clientId, id]) => (id === userId ? [clientId] : []));
  }

  #serve(): Hub<NativeRoutes> {
    return new Hub<NativeRoutes>(this.#router(), { bounds: { framesPerSecond: 1e9 } });
  }

  #router(): Router<NativeRoutes> {
    const zo = create({
      headers: z.object({ token: z.string().optional(), name: z.string().optional() }),
      onConnect: ({ token, name }) => ({ userId: token ?? name ?? "nobody" }),
      onDisconnect: (_context, clientId) => {
        this.#live.delete(clientId);
        this.signals.gone(clientId);
      },
    });
    const does = <T>(route: string, work: () => T): T => {
      const refused = this.refuses(route);
      if (refused !== undefined) throw refused;
      return work();
    };
    return zo.router(nativeRoutes, {
      sync: {
        start: ({ input: { after = "" }, ctx }) =>
          does("sync.start", () => {
            this.#live.set(ctx.clientId, ctx.userId);
            return { me: personOf(ctx.userId), ...this.#standings(ctx.userId, after) };
          }),
        catchUp: ({ input: { positions }, ctx }) => does("sync.catchUp", () => this.#caughtUp(ctx.userId, positions)),
      },
      reads: {
        mark: ({ input: { roomId, messageId }, ctx: { userId } }) =>
          does("reads.mark", () => this.mark(roomId, userId, messageId)),
        counts: ({ input: { roomIds }, ctx: { userId } }) =>
          does("reads.counts", () => {
            const known = roomIds.filter((roomId) => this.rooms.get(roomId)?.members.has(userId));
            return { rooms: known.map((roomId) => ({ roomId, ...this.counts(roomId, userId) })) };
          }),
      },
      blocks: { list: ({ ctx: { userId } }) => ({ userIds: [...(this.#blocks.get(userId) ?? [])] }) },
      presence: {
        watch: ({ input: { userIds }, ctx: { clientId } }) => this.signals.watch(clientId, userIds),
        unwatch: ({ input: { userIds }, ctx: { clientId } }) => this.signals.unwatch(clientId, userIds),
        set: () => undefined,
      },
      typing: {
        look: ({ input: { roomIds }, ctx: { clientId } }) => this.signals.look(clientId, roomIds),
        set: () => undefined,
      },
      rooms: {
        join: ({ input: { roomId }, ctx }) =>
          does("rooms.join", () => {
            this.join(roomId, ctx.userId);
            return { room: this.#state(roomId).room };
          }),
        leave: ({ input: { roomId }, ctx }) =>
          does("rooms.leave", () => {
            this.remove(roomId, ctx.userId);
            return { room: this.#state(roomId).room };
          }),
      },
      messages: {
        send: ({ input: { roomId, text, clientKey, replyTo }, ctx: { userId } }) =>
          does("messages.send", () => ({ message: this.post({ roomId, userId, text, key: clientKey, replyTo }) })),
        edit: ({ input: { messageId, text }, ctx: { userId } }) =>
          does("messages.edit", () => ({ message: this.edit(userId, messageId, text) })),
        delete: ({ input: { messageId }, ctx: { userId } }) =>
          does("messages.delete", () => ({ message: this.delete(userId, messageId) })),
        pin: ({ input: { messageId, isPinned }, ctx: { userId } }) =>
          does("messages.pin", () => ({ message: this.pin(userId, messageId, isPinned) })),
        react: ({ input: { messageId, emoji, isOn }, ctx: { userId } }) =>
          does("messages.react", () => this.react({ userId, id: messageId, emoji, isOn })),
        page: ({ input, ctx: { userId } }) => does("messages.page", () => this.#page(userId, input)),
      },
    });
  }

  #standings(userId: string, after: string) {
    const all = [...this.rooms.values()]
      .filter(({ room, members }) => room.id > after && members.has(userId))
      .sort((one, other) => (one.room.id < other.room.id ? -1 : 1));
    const page = all.slice(0, this.bounds.roomsPerPage);
    const rooms = page.map(({ room, events, members }) => {
      const role = members.get(userId) ?? "member";
      const mutedUntil = this.#mutes.get(`${room.id} ${userId}`);
      return {
        room,
        role,
        ...this.counts(room.id, userId),
        seq: events.length,
        ...(mutedUntil === undefined ? {} : { mutedUntil }),
      };
    });
    const last = page.at(-1)?.room.id;
    return { rooms, ...(all.length > page.length && last !== undefined ? { next: last } : {}) };
  }

  #caughtUp(userId: string, positions: readonly { roomId: string; seq: number }[]) {
    const asked = positions.slice(0, this.bounds.roomsPerAnswer);
    const rooms = asked.map(({ roomId, seq }) => {
      const state = this.rooms.get(roomId);
      if (state === undefined || !state.members.has(userId)) return { kind: "gone" as const, roomId };
      const events = state.events.slice(seq).map((event) => this.#present(event));
      const newest = [...state.messages.values()].slice(-this.bounds.page);
      if (events.length <= this.bounds.eventsPerRoom) return { kind: "events" as const, roomId, events };
      const hasOlder = state.messages.size > newest.length;
      return { kind: "fresh" as const, roomId, seq: state.events.length, messages: newest, hasOlder };
    });
    return { rooms, rest: positions.slice(asked.length).map(({ roomId }) => roomId) };
  }

  /** Read back later: in its present state. */
  #present(event: Kept): RoomEvent {
    if (event.type === "posted") return { ...event, message: this.#message(event.message.id) };
    if (event.type !== "edited") return event;
    const { reactions: _none, ...message } = this.#message(event.message.id);
    return { ...event, message };
  }

  #page(userId: string, input: z.output<typeof nativeRoutes.messages.page.input>) {
    const { messages, events } = this.#readable(input.roomId, userId);
    const all = [...messages.values()];
    const { page } = this.bounds;
    const firstAfter = (id: number): number => {
      const at = all.findIndex((message) => message.id > id);
      return at === -1 ? all.length : at;
    };
    let [from, to] = [all.length - page, all.length];
    if (input.before !== undefined) {
      to = firstAfter(input.before - 1);
      from = to - page;
    } else if (input.after !== undefined) {
      from = firstAfter(input.after);
      to = from + page;
    } else if (input.around !== undefined) {
      from = firstAfter(input.around) - Math.ceil(page / 2);
      to = from + page;
    }
    const some = all.slice(Math.max(0, from), to);
    return { messages: some, seq: events.length, hasOlder: from > 0, hasNewer: to < all.length };
  }

  #commit(roomId: string, news: News): void {
    const { events, members } = this.#state(roomId);
    const event = { ...news, roomId, seq: events.length + 1, at: this.#now } as RoomEvent;
    events.push(event);
    this.#now += 1;
    const told = [...this.#live].flatMap(([clientId, userId]) => (members.has(userId) ? [clientId] : []));
    this.hub.send.sync.onEvent(event).to(told);
  }

  #change(message: Message): void {
    this.#state(message.roomId).messages.set(message.id, message);
  }

  #state(roomId: string): RoomState {
    const state = this.rooms.get(roomId);
    if (state === undefined) throw refusal("not_found");
    return state;
  }

  #readable(roomId: string, userId: string): RoomState {
    const state = this.#state(roomId);
    if (!state.members.has(userId)) throw refusal("not_found");
    return state;
  }

  #message(id: number): Message {
    for (const { messages } of this.rooms.values()) {
      const message = messages.get(id);
      if (message !== undefined) return message;
    }
    throw refusal("not_found");
  }

  #own(userId: string, id: number): Message {
    const message = this.#message(id);
    this.#readable(message.roomId, userId);
    if (message.author.id !== userId || message.deletedAt !== undefined) throw refusal("not_found");
    return message;
  }
}

/** An error as the server tells it. */
export function refusal(reason: string, retryAfterMs?: number): ZoError {
  const codes: Readonly<Record<string, string>> = { text_empty: "bad_request", unavailable: "overloaded" };
  const data = { reason, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  return new ZoError(codes[reason] ?? reason, reason, { data });
}

export function personOf(userId: string): Person {
  return { id: userId, kind: "account", name: userId };
}
