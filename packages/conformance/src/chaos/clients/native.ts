/** A client of the native protocol without the SDK: what it is told and answered is written down as it comes. */
import type { Message, NativeRoutes, RoomEvent } from "@parlance/client/contract";
import { type Client, createClient, ZoError } from "@parlance/zo/client";
import type { Account } from "../../accounts.ts";
import type { Journal } from "../journal.ts";
import type { Item, Outcome, TrueEvent } from "../records.ts";
import type { Who } from "./setting.ts";

export type NativeCall = Client<NativeRoutes>["call"];

/** Who gets no answer in these takes the connection for dead. */
const patience = { callTimeoutMs: 3_000, connectTimeoutMs: 2_000, pingIntervalMs: 1_000, pongTimeoutMs: 1_500 };
const reconnecting = { minReconnectionDelay: 30, maxReconnectionDelay: 300 };

export function itemOf({
  roomId,
  id: messageId,
  text,
  deletedAt,
  reactions = [],
}: Message): Item & { readonly reactions: readonly string[] } {
  return {
    roomId,
    messageId,
    text,
    isDeleted: deletedAt !== undefined,
    reactions: reactions.flatMap(({ emoji, userIds }) => userIds.map((userId) => `${emoji} ${userId}`)).sort(),
  };
}

export function eventOf(event: RoomEvent): TrueEvent {
  const { seq, type } = event;
  if ("message" in event) {
    const { id: messageId, text, author } = event.message;
    return { seq, type, messageId, text, authorId: author.id };
  }
  if ("messageId" in event) return { seq, type, messageId: event.messageId };
  return "user" in event ? { seq, type, subjectId: event.user.id } : { seq, type };
}

/** What an error says of what was asked: codes of the house mean that it was not done, those of the network that nobody knows. */
export function outcomeOf(error: unknown): { readonly outcome: Outcome; readonly why: string } {
  if (!(error instanceof ZoError)) return { outcome: "unknown", why: String(error) };
  const reason = reasonIn(error.data) ?? error.code;
  const isOpen = ["timeout", "disconnected", "aborted", "closed", "queue_full", "internal"].includes(reason);
  return { outcome: isOpen ? "unknown" : "refused", why: `${reason}: ${error.message}` };
}

function reasonIn(data: unknown): string | null {
  if (typeof data !== "object" || data === null || !("reason" in data)) return null;
  return typeof data.reason === "string" ? data.reason : null;
}

export interface NativeOptions {
  readonly who: Who;
  readonly account: Account;
  readonly url: string;
  readonly journal: Journal;
  /** Where the present connection goes. */
  readonly node: () => number;
  /** The connection is gone: the next one may go elsewhere. */
  readonly onGone: () => void;
  /** The connection is heard: this is what it starts from. */
  readonly onStarted?: (standings: Readonly<Record<string, number>>) => void;
  readonly onEvent?: (event: RoomEvent) => void;
}

export class NativeListener {
  readonly #options: NativeOptions;
  readonly #client: Client<NativeRoutes>;
  #stream = 0;
  #isStarted = false;
  #isOpened = true;
  #startMs: number;

  constructor(options: NativeOptions) {
    this.#options = options;
    const { account, url, journal, who } = options;
    this.#startMs = journal.nowMs();
    journal.write({ kind: "client", client: who.client, userId: who.userId, protocol: "native" });
    this.#client = createClient<NativeRoutes>(url, { headers: { token: account.token }, ...patience, ...reconnecting });
    this.#client.onOpen(() => void this.#start());
    this.#client.onClose(({ code, reason }) => this.#gone(`${code} ${reason}`));
    this.#client.on.sync.onEvent((event) => this.#told(event));
  }

  get call(): NativeCall {
    return this.#client.call;
  }

  /** There is a connection, and it is heard. */
  get isStarted(): boolean {
    return this.#isStarted;
  }

  close(): void {
    this.#client.close();
  }

  async #start(): Promise<void> {
    this.#stream += 1;
    this.#isOpened = false;
    const stream = this.#stream;
    while (this.#stream === stream && this.#client.connectionState === "open") {
      try {
        const { rooms } = await this.#client.call.sync.start({});
        if (this.#stream !== stream || this.#isOpened) return;
        const standings = Object.fromEntries(rooms.map(({ room, seq }) => [room.id, seq]));
        this.#opened(standings);
        this.#isStarted = true;
        this.#options.onStarted?.(standings);
        return;
      } catch {
        // Refused, or too slow: as clients do, it asks again for as long as there is a connection.
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  #opened(standings?: Readonly<Record<string, number>>): void {
    if (this.#isOpened) return;
    this.#isOpened = true;
    const { journal, who, node } = this.#options;
    const line = { kind: "opened", client: who.client, stream: this.#stream, node: node() } as const;
    const times = { startMs: this.#startMs, readyMs: journal.nowMs() };
    journal.write({ ...line, ...times, ...(standings === undefined ? {} : { standings }) });
  }

  #gone(why: string): void {
    const { journal, who, onGone } = this.#options;
    if (this.#stream > 0 && (this.#isStarted || !this.#isOpened)) {
      this.#opened();
      journal.write({ kind: "closed", client: who.client, stream: this.#stream, atMs: journal.nowMs(), why });
    }
    this.#isStarted = false;
    this.#startMs = journal.nowMs();
    onGone();
  }

  #told(event: RoomEvent): void {
    const { journal, who, onEvent } = this.#options;
    const { roomId } = event;
    const line = { kind: "told", client: who.client, stream: this.#stream, atMs: journal.nowMs(), roomId } as const;
    journal.write({ ...line, ...eventOf(event) });
    onEvent?.(event);
  }
}
