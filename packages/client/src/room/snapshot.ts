import type { ChatError } from "../base/errors.ts";
import type { Message, Person, Role } from "../contract.ts";
import type { Typing } from "../signals/typing.ts";
import type { Line, NativeClient } from "../sync/line.ts";
import type { Outbox } from "../sync/outbox.ts";
import type { Reads } from "../sync/reads.ts";
import type { RoomSummary } from "./about.ts";
import type { LiveRoom } from "./live-room.ts";
import type { ShownMessage } from "./shown.ts";

/** What is shown of a room. */
export interface RoomSnapshot extends Partial<RoomSummary> {
  /** One of the user's rooms: all that happens in it is told. */
  readonly isLive: boolean;
  /** False until the newest messages are here. */
  readonly isLoaded: boolean;
  /** Oldest first, one's own unsent ones last. */
  readonly messages: readonly ShownMessage[];
  readonly hasOlder: boolean;
  /** An older part is shown: `loadNewer` and `loadLatest` lead back. */
  readonly hasNewer: boolean;
  readonly unread: number;
  readonly mentions: number;
}

export interface Member {
  readonly user: Person;
  readonly role: Role;
  /** Of their joining. */
  readonly seq: number;
}

/** A send, from the moment it is shown. */
export interface Sending {
  /** For `retry` and `discard`, and of the message that is shown. */
  readonly key: string;
  /** Resolves when a reload would send it; at once where there is no storage. Rejects with `storage`. */
  readonly queued: Promise<void>;
  /** Resolves when the server keeps it. Rejects when it is refused (it may be retried), discarded, or the chat is closed. */
  readonly sent: Promise<Message>;
}

/** What a room uses of its chat. */
export interface RoomChat {
  readonly client: NativeClient;
  readonly line: Line;
  readonly outbox: Outbox;
  readonly typing: Typing;
  readonly reads: Reads;
  /** As whom the user writes. */
  readonly author: Person;
  summary(roomId: string): RoomSummary | undefined;
  /** Resolves when what is unsent is stored. */
  stored(): Promise<void>;
  watched(room: LiveRoom, isWatched: boolean): void;
  failed(error: ChatError): void;
}
