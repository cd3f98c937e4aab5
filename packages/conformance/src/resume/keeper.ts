/** A member of every room on a good connection, who writes down what there is to hear: what the others are measured by. */
import type { Message, NativeRoutes, RoomEvent } from "@parlance/client/contract";
import { type Client, createClient } from "@parlance/zo/client";
import type { KeptMessage, RoomTruth, Told } from "./records.ts";

const callTimeoutMs = 5_000;
const reconnectMs = 50;
/** For a server that is being restarted. */
const patienceMs = 30_000;
const pageSize = 100;

/** What of an event is written down. */
export function toldOf(event: RoomEvent): Told {
  const { seq, type } = event;
  if (type === "posted") return { seq, type, text: event.message.text, userId: event.message.author.id };
  return "user" in event ? { seq, type, userId: event.user.id } : { seq, type };
}

export function keptOf({ id, seq, author, text, deletedAt, reactions = [], mentions }: Message): KeptMessage {
  return {
    id,
    seq,
    authorId: author.id,
    text,
    isDeleted: deletedAt !== undefined,
    reactions: reactions.flatMap(({ emoji, userIds }) => userIds.map((userId) => `${emoji} ${userId}`)).sort(),
    calls: [...(mentions?.userIds ?? []), ...(mentions?.room ? ["room"] : [])],
  };
}

export class Keeper implements AsyncDisposable {
  readonly #token: string;
  #client: Client<NativeRoutes>;
  /** By room, by seq. */
  readonly #events = new Map<string, Map<number, Told>>();
  readonly #isPrivate = new Map<string, boolean>();

  /** `url`: where zo is mounted, without a proxy between. */
  constructor(url: string, token: string) {
    this.#token = token;
    this.#client = this.#connect(url);
  }

  get client(): Client<NativeRoutes> {
    return this.#client;
  }

  /** The server was started anew, and is elsewhere. */
  moveTo(url: string): void {
    this.#client.close();
    this.#client = this.#connect(url);
  }

  /** A room whose owner is the keeper, with these members. */
  async makeRoom(kind: "public" | "private", name: string, memberIds: readonly string[]): Promise<string> {
    const { room } = await this.client.call.rooms.create({ kind, name });
    this.#isPrivate.set(room.id, kind === "private");
    for (const userId of memberIds) await this.client.call.rooms.invite({ roomId: room.id, userId });
    return room.id;
  }

  /** Every room as it is now, all of its events, all of its messages. */
  async truth(): Promise<readonly RoomTruth[]> {
    const rooms: RoomTruth[] = [];
    for (const [roomId, isPrivate] of this.#isPrivate) {
      const messages = await this.#messages(roomId);
      rooms.push({ roomId, isPrivate, events: await this.#allEvents(roomId), messages });
    }
    return rooms;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.close();
  }

  #connect(url: string): Client<NativeRoutes> {
    const client = createClient<NativeRoutes>(url, {
      headers: { token: this.#token },
      minReconnectionDelay: reconnectMs,
      maxReconnectionDelay: reconnectMs,
      callTimeoutMs,
    });
    client.on.sync.onEvent((event) => this.#note(event));
    client.onOpen(() => void this.#live(client));
    return client;
  }

  /** Hears of everything from now on, and asks at once for what it missed, before that is too much. */
  async #live(client: Client<NativeRoutes>): Promise<void> {
    while (client.connectionState === "open") {
      try {
        await client.call.sync.start({});
        for (const roomId of this.#isPrivate.keys()) await this.#allEvents(roomId);
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, reconnectMs));
      }
    }
  }

  #note(event: RoomEvent): void {
    const known = this.#events.get(event.roomId) ?? new Map<number, Told>();
    this.#events.set(event.roomId, known);
    // What was told first was told at once, and not in a later state.
    if (!known.has(event.seq)) known.set(event.seq, toldOf(event));
  }

  async #messages(roomId: string): Promise<readonly KeptMessage[]> {
    const messages: KeptMessage[] = [];
    let hasNewer = true;
    while (hasNewer) {
      const page = await this.client.call.messages.page({ roomId, after: messages.at(-1)?.id ?? 0, limit: pageSize });
      messages.push(...page.messages.map(keptOf));
      hasNewer = page.hasNewer;
    }
    return messages;
  }

  /** From seq 1 without a gap: what the connection missed is asked for. */
  async #allEvents(roomId: string): Promise<readonly Told[]> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      const known = this.#events.get(roomId) ?? new Map<number, Told>();
      let last = 0;
      while (known.has(last + 1)) last += 1;
      const { rooms } = await this.client.call.sync.catchUp({ positions: [{ roomId, seq: last }] });
      const [answer] = rooms;
      if (answer?.kind === "events" && answer.events.length === 0) {
        return [...known.values()].sort((a, b) => a.seq - b.seq);
      }
      if (answer?.kind !== "events" || performance.now() > deadline) {
        throw new Error(`the keeper cannot catch up in ${roomId} after ${last}: ${JSON.stringify(answer)?.slice(0, 300)}`);
      }
      for (const event of answer.events) this.#note(event);
    }
  }
}
