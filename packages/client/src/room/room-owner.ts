import type { ChatBounds } from "../base/bounds.ts";
import type { Message, RoomEvent } from "../contract.ts";
import type { Reader } from "./counts.ts";
import type { LiveRoom } from "./live-room.ts";
import type { Page } from "./window.ts";

/** Whom a room tells, and what it uses of the rest. */
export interface RoomOwner {
  readonly reader: Reader;
  readonly bounds: Pick<ChatBounds, "messagesKept" | "eventsHeld">;
  page(input: {
    readonly roomId: string;
    readonly before?: number;
    readonly after?: number;
    readonly around?: number;
  }): Promise<Page>;
  /** The event is applied. */
  tell(event: RoomEvent): void;
  /** One's own message came: whether it is shown as the send with this key. */
  recognise(message: Message): string | undefined;
  /** Something that is shown, or stored, is another. */
  roomChanged(room: LiveRoom): void;
  /** The counts are to be asked for. */
  recount(room: LiveRoom): void;
  /** The room goes on after the event `seq`, and not all before it was told. */
  reset(room: LiveRoom, seq: number): void;
  /** The user has left, or was removed. */
  left(room: LiveRoom): void;
}
