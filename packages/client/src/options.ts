import type { ClientClock, WebSocketClass } from "@parlance/zo/client";
import type { ChatBounds } from "./base/bounds.ts";
import type { ChatError } from "./base/errors.ts";
import type { Person } from "./contract.ts";
import type { LiveRoom } from "./room/live-room.ts";
import type { Outbox } from "./sync/outbox.ts";
import type { Rooms } from "./sync/rooms.ts";

/** Who one is: an account by its token, or a guest by a name. The guest who says the same secret again is the same user. */
export type Credentials = { readonly token: string } | { readonly guest: string; readonly secret?: string };

export interface ChatOptions {
  /** The server's zo mount: `wss://chat.example/zo`. */
  readonly url: string;
  /**
   * A function is asked at each connection, for tokens that are refreshed. Where it gives undefined the user has signed out and the
   * chat closes; where it fails it is asked again.
   */
  readonly credentials: Credentials | (() => Credentials | undefined | Promise<Credentials | undefined>);
  /** Where unsent messages, positions and the latest messages outlive the process; nowhere unless told. */
  readonly storage?: Keep;
  /** The account that the credentials are of, where that is known: what is stored for it is shown before there is a connection. */
  readonly userId?: string;
  /** Hears what is being dealt with and may be of interest: a question that is repeated, a storage that fails. */
  readonly onError?: (error: ChatError) => void;
  readonly bounds?: Partial<ChatBounds>;
  /** The global one unless told. */
  readonly WebSocket?: WebSocketClass;
  /** Time and chance, for tests. */
  readonly clock?: ClientClock;
}

/** What outlives the process: made by `@parlance/client/storage`. */
export type Keep = (kept: Kept) => ChatKeeper;

/** What is kept of a chat. */
export interface Kept {
  readonly clock: ClientClock;
  readonly chat: {
    readonly url: string;
    readonly bounds: ChatBounds;
    readonly everyRoom: Rooms;
    readonly outbox: Outbox;
    failed(error: ChatError): void;
  };
}

/** Keeps a user's outbox, positions and latest messages. Nothing is written before the user is known. */
export interface ChatKeeper {
  /** Puts what is stored for a user into the rooms and the outbox. Does not fail: what cannot be read is not there. Gives who they were. */
  restore(userId: string): Promise<Person | undefined>;
  /** From now on what is written is this user's. */
  isFor(me: Person | undefined): void;
  /** Resolves when what is unsent at this moment is stored. Rejects with `storage`. */
  storeOutbox(): Promise<void>;
  /** The room is another: it is written soon, with what else changes until then. */
  later(room: LiveRoom): void;
  /** Writes what has changed. Does not reject. */
  flush(): Promise<void>;
  /** Removes all that is stored for the user. */
  clear(): Promise<void>;
}

/** Whether the server is there. `catching_up`: it is, and what was missed is being told. */
export type Connection =
  | { readonly state: "connecting" | "catching_up" | "online" }
  | { readonly state: "offline"; readonly why: string; readonly code: number; readonly nextTryAt?: number }
  /** `why`: `closed` by its owner, `signed_out`, or what the server said: `session ended`. */
  | { readonly state: "closed"; readonly why: string; readonly code: number };
