/** The lines of a round, put in order so that checks can ask of them. */
import {
  type Caught,
  type ClientLine,
  type Closed,
  keyOf,
  type Line,
  type Op,
  type Opened,
  type Read,
  type Recheck,
  type Reset,
  type Told,
  type TrueEvent,
  type TrueMessage,
  type Truth,
} from "./records.ts";

/** From a joining to the leaving that follows, by the seqs of both, which are included. */
export interface Stay {
  readonly from: number;
  readonly to: number;
}

/** A message of the truth with what was lost of it when it was deleted: its key, null where nobody can tell. */
export interface Post {
  readonly key: string | null;
  readonly message: TrueMessage;
  /** Among the room's messages, from 0. */
  readonly at: number;
}

export class RoomHistory {
  readonly truth: Truth;
  readonly events: ReadonlyMap<number, TrueEvent>;
  /** In their order. */
  readonly posts: readonly Post[];
  readonly byId: ReadonlyMap<number, Post>;
  readonly lastSeq: number;
  readonly #stays = new Map<string, readonly Stay[]>();

  constructor(truth: Truth, keyOfId: (messageId: number) => string | null) {
    this.truth = truth;
    this.events = new Map(truth.events.map((event) => [event.seq, event]));
    this.posts = truth.messages.map((message, at) => ({ key: keyOf(message.text) || keyOfId(message.messageId), message, at }));
    this.byId = new Map(this.posts.map((post) => [post.message.messageId, post]));
    this.lastSeq = truth.events.at(-1)?.seq ?? truth.afterSeq;
  }

  /** When the user could read it: a room that everybody may read, from its beginning to its end. */
  staysOf(userId: string | null): readonly Stay[] {
    return this.truth.isPrivate ? this.membershipOf(userId) : [{ from: 0, to: Number.POSITIVE_INFINITY }];
  }

  /** When the user was a member of it. */
  membershipOf(userId: string | null): readonly Stay[] {
    if (userId === null) return [];
    const known = this.#stays.get(userId) ?? this.#readStays(userId);
    this.#stays.set(userId, known);
    return known;
  }

  mayRead(userId: string | null, seq: number): boolean {
    return contains(this.staysOf(userId), seq);
  }

  #readStays(userId: string): readonly Stay[] {
    const stays: Stay[] = [];
    let from: number | null = this.truth.memberIds.includes(userId) ? 0 : null;
    for (const { seq, type, subjectId } of this.truth.events) {
      if (subjectId !== userId) continue;
      if (type === "member_joined") from ??= seq;
      if (type !== "member_left" || from === null) continue;
      stays.push({ from, to: seq });
      from = null;
    }
    return from === null ? stays : [...stays, { from, to: Number.POSITIVE_INFINITY }];
  }
}

export const contains = (stays: readonly Stay[], seq: number): boolean => stays.some(({ from, to }) => from <= seq && seq <= to);

export const isAtTheEnd = (stays: readonly Stay[]): boolean => stays.some(({ to }) => to === Number.POSITIVE_INFINITY);

/** One stream of one client. */
export interface Stream {
  readonly client: ClientLine;
  readonly opened: Opened;
  /** Null: it was open in the end. */
  readonly closed: Closed | null;
  readonly told: readonly (Told | Reset)[];
}

type Changing = Extract<Op["deed"], { readonly messageId: number }>;
export type Change = Op & { readonly deed: Changing };
export type PostOp = Op & { readonly deed: Extract<Op["deed"], { readonly what: "post" }> };

export class History {
  readonly round: number;
  readonly ops: readonly Op[];
  /** By key. */
  readonly postOps: ReadonlyMap<string, PostOp>;
  /** By message id. */
  readonly changes: ReadonlyMap<number, readonly Change[]>;
  readonly rooms: ReadonlyMap<string, RoomHistory>;
  /** By key: the first there is of each. */
  readonly kept: ReadonlyMap<string, { readonly room: RoomHistory; readonly post: Post }>;
  readonly streams: readonly Stream[];
  readonly reads: readonly Read[];
  readonly caught: readonly Caught[];
  readonly rechecks: readonly Recheck[];

  constructor(lines: readonly Line[], round: number) {
    this.round = round;
    const of = <Kind extends Line["kind"]>(kind: Kind) =>
      lines.filter((line): line is Extract<Line, { readonly kind: Kind }> => line.kind === kind);
    this.ops = of("op");
    this.postOps = new Map(this.ops.filter(isPost).map((op) => [keyOf(op.deed.text), op]));
    this.changes = Map.groupBy(this.ops.filter(isChange), ({ deed }) => deed.messageId);
    const ids = new Map(this.ops.filter(isChange).map(({ deed }) => [deed.messageId, deed.key]));
    for (const [key, { messageId }] of this.postOps) if (messageId !== undefined) ids.set(messageId, key);
    const truths = of("truth");
    this.rooms = new Map(truths.map((truth) => [truth.roomId, new RoomHistory(truth, (id) => ids.get(id) ?? null)]));
    const kept = [...this.rooms.values()].flatMap((room) => room.posts.map((post) => [post.key, { room, post }] as const));
    this.kept = new Map(kept.reverse().flatMap(([key, one]) => (key === null ? [] : [[key, one] as const])));
    this.reads = of("read");
    this.caught = of("caught");
    this.rechecks = of("recheck");
    this.streams = streamsOf(lines, of("client"));
  }

  /** Whether somebody may have deleted it: then it may be missing, and shown or not shown by who came late. */
  mayBeDeleted({ message }: Post): boolean {
    if (message.isDeleted) return true;
    return (this.changes.get(message.messageId) ?? []).some(
      ({ deed, outcome }) => deed.what === "delete" && outcome !== "refused",
    );
  }
}

const isPost = (op: Op): op is PostOp => op.deed.what === "post";
const isChange = (op: Op): op is Change => "messageId" in op.deed;

function streamsOf(lines: readonly Line[], clients: readonly ClientLine[]): readonly Stream[] {
  const byName = new Map(clients.map((client) => [client.client, client]));
  const streams = new Map<string, { client: ClientLine; opened: Opened; closed: Closed | null; told: (Told | Reset)[] }>();
  for (const line of lines) {
    if (line.kind !== "opened") continue;
    const client = byName.get(line.client);
    if (client === undefined) throw new Error(`nobody is called ${line.client}`);
    streams.set(`${line.client} ${line.stream}`, { client, opened: line, closed: null, told: [] });
  }
  // What was told before the client knew that it is heard belongs to the stream all the same.
  for (const line of lines) {
    if (line.kind !== "told" && line.kind !== "reset" && line.kind !== "closed") continue;
    const stream = streams.get(`${line.client} ${line.stream}`);
    if (stream === undefined) throw new Error(`${line.client} has no stream ${line.stream}`);
    if (line.kind === "closed") stream.closed = line;
    else stream.told.push(line);
  }
  return [...streams.values()];
}
