import type { MessageId, RoomId, Seq, UserId } from "./model.ts";

/** A user came to or went from a room that is not direct. */
export interface Coming {
  readonly userId: UserId;
  readonly seq: Seq;
}

/** What happened to one room within a page: its events from `firstSeq` to `lastSeq`, all of them in the page. */
export interface Movement {
  readonly roomId: RoomId;
  readonly firstSeq: Seq;
  readonly lastSeq: Seq;
  /** The members of a direct room, one or two; null for other rooms. */
  readonly pair: readonly UserId[] | null;
  /** By seq; none in a direct room. */
  readonly comings: readonly Coming[];
}

export interface MovementPage {
  /** The id of the last event of the page; what was asked for where there is none. */
  readonly lastId: MessageId;
  /** Events in the page: `limit` of them when there may be more. */
  readonly count: number;
  /** By the id of each room's first event in the page. */
  readonly movements: readonly Movement[];
}

/**
 * What a store of several nodes can say besides: which rooms moved, whoever moved them. A single process needs none of it, as the store tells it of
 * every commit.
 */
export interface MovementStore {
  /** The id of the last event; 0 before the first. */
  lastEventId(): Promise<MessageId>;
  /**
   * Where the first `limit` events with an id greater than `afterId` are. Once an event was in an answer, or its id was passed by one, none with a
   * smaller id is ever committed. MUST read what was committed before it was asked (no replica), and read no texts: a node reads it
   * again and again.
   */
  movementsAfter(afterId: MessageId, limit: number): Promise<MovementPage>;
}
