/** Reads rooms to their end over good connections, of whichever node answers: what is true of a round, and what each node says of it. */
import type { NativeRoutes } from "@parlance/client/contract";
import { type Client, createClient } from "@parlance/zo/client";
import type { Account } from "../accounts.ts";
import { type Deployment, mountsOf } from "../deployment.ts";
import { eventOf, itemOf, type NativeCall } from "./clients/native.ts";
import { pause } from "./clients/setting.ts";
import type { TrueEvent, TrueMessage } from "./records.ts";

const callTimeoutMs = 2_000;
const pageSize = 100;
/** For nodes that are being restarted. */
const patienceMs = 60_000;

/** One account's calls, to any node that answers. */
export class Caller {
  readonly #nodes: readonly Deployment[];
  readonly #account: Account;
  #node = 0;
  #client: Client<NativeRoutes>;

  constructor(nodes: readonly Deployment[], account: Account) {
    this.#nodes = nodes;
    this.#account = account;
    this.#client = this.#connect();
  }

  get account(): Account {
    return this.#account;
  }

  get node(): number {
    return this.#node;
  }

  get call(): NativeCall {
    return this.#client.call;
  }

  /** To this node from now on, or to the next one. */
  moveTo(node = (this.#node + 1) % this.#nodes.length): void {
    this.#client.close();
    this.#node = node;
    this.#client = this.#connect();
  }

  /** Of the node that answers first. For what may be done twice. */
  async surely<T>(ask: (call: NativeCall) => Promise<T>): Promise<T> {
    const deadline = performance.now() + patienceMs;
    for (;;) {
      try {
        return await ask(this.call);
      } catch (error) {
        if (performance.now() > deadline) throw error;
        this.moveTo();
        await pause(50);
      }
    }
  }

  close(): void {
    this.#client.close();
  }

  #connect(): Client<NativeRoutes> {
    const deployment = this.#nodes[this.#node];
    if (deployment === undefined) throw new Error("no nodes");
    return createClient<NativeRoutes>(mountsOf(deployment).zo, {
      headers: { token: this.#account.token },
      callTimeoutMs,
      connectTimeoutMs: callTimeoutMs,
      minReconnectionDelay: 50,
      maxReconnectionDelay: 200,
    });
  }
}

/** What happened in one room since a seq, followed while it happens: servers tell only so much of it afterwards. */
export class Follower {
  readonly roomId: string;
  readonly afterSeq: number;
  readonly afterId: number;
  readonly #caller: Caller;
  readonly #events: TrueEvent[] = [];

  private constructor(caller: Caller, roomId: string, from: { readonly seq: number; readonly id: number }) {
    this.#caller = caller;
    this.roomId = roomId;
    this.afterSeq = from.seq;
    this.afterId = from.id;
  }

  /** From now on. */
  static async begin(caller: Caller, roomId: string): Promise<Follower> {
    const { messages, seq } = await caller.surely((call) => call.messages.page({ roomId, limit: 1 }));
    return new Follower(caller, roomId, { seq, id: messages.at(-1)?.id ?? 0 });
  }

  get lastSeq(): number {
    return this.#events.at(-1)?.seq ?? this.afterSeq;
  }

  get events(): readonly TrueEvent[] {
    return this.#events;
  }

  /** Reads on to the end; answers whether there was anything new. */
  async readOn(): Promise<boolean> {
    for (let isNew = false; ; isNew = true) {
      const { roomId, lastSeq: seq } = this;
      const { rooms } = await this.#caller.surely((call) => call.sync.catchUp({ positions: [{ roomId, seq }] }));
      const [answer] = rooms;
      if (answer?.kind !== "events") throw new Error(`cannot follow ${roomId} after ${seq}: ${answer?.kind}`);
      if (answer.events.length === 0) return isNew;
      this.#events.push(...answer.events.map(eventOf));
    }
  }

  /** All messages after an id, as this node has them. */
  messages(after = this.afterId): Promise<readonly TrueMessage[]> {
    return this.#caller.surely(async (call) => {
      const messages: TrueMessage[] = [];
      for (let hasNewer = true; hasNewer; ) {
        const page = await call.messages.page({
          roomId: this.roomId,
          after: messages.at(-1)?.messageId ?? after,
          limit: pageSize,
        });
        for (const message of page.messages) {
          const { roomId, messageId, text, isDeleted, reactions } = itemOf(message);
          messages.push({ roomId, messageId, text, isDeleted, reactions, seq: message.seq, authorId: message.author.id });
        }
        hasNewer = page.hasNewer;
      }
      return messages;
    });
  }

  async memberIds(): Promise<readonly string[]> {
    const ids: string[] = [];
    for (let after: number | undefined = 0; after !== undefined; ) {
      const { roomId } = this;
      const from: number = after;
      const { members, next } = await this.#caller.surely((call) => call.rooms.members({ roomId, after: from }));
      ids.push(...members.map(({ user }) => user.id));
      after = next;
    }
    return ids;
  }
}
