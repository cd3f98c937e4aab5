/** What was said and what happened, read again. */
import type { Message, MessageId, MessageVersion, Room, RoomEvent, RoomId, Seq, UserId } from "./model.ts";

/** A room's newest messages and the seq up to which they are complete, read at one instant. */
export interface RoomSnapshot {
  readonly room: Room;
  readonly seq: Seq;
  /** Oldest first. */
  readonly messages: readonly Message[];
}

export interface HistoryStore {
  /** Null when there is no such room. */
  snapshot(roomId: RoomId, limit: number): Promise<RoomSnapshot | null>;
  /** Events with a seq greater than `afterSeq`, in seq order. Messages are shown in their present state. */
  eventsAfter(roomId: RoomId, afterSeq: Seq, limit: number): Promise<readonly RoomEvent[]>;
  /** Messages with an id greater than `afterId` in all rooms the user is a member of, in id order. Logarithmic in the history. */
  messagesAfter(userId: UserId, afterId: MessageId, limit: number): Promise<readonly Message[]>;
  findMessage(id: MessageId): Promise<Message | null>;
  /** What the message said, oldest first, the present text last; nothing for none or a deleted one. */
  versionsOf(id: MessageId): Promise<readonly MessageVersion[]>;
  /** Messages pinned in the room, the latest pin first. */
  pinsOf(roomId: RoomId, limit: number): Promise<readonly Message[]>;
  /** Messages of the thread that `rootId` began, those with an id greater than `afterId`, in id order. */
  threadAfter(rootId: MessageId, afterId: MessageId, limit: number): Promise<readonly Message[]>;
}
