import type { Client } from "@parlance/zo/client";
import type { Observable } from "./base/observable.ts";
import { ChatClient } from "./chat-client.ts";
import type { NativeRoutes, Person, PresenceStatus } from "./contract.ts";
import type { ChatEvents } from "./events.ts";
import type { ChatOptions, Connection } from "./options.ts";
import type { RoomSummary } from "./room/about.ts";
import type { Room } from "./room/room.ts";

/** The raw calls of the native protocol. */
export type ChatCall = Client<NativeRoutes>["call"];

/** A user's side of all their rooms, on a connection that mends itself. */
export interface Chat {
  readonly connection: Observable<Connection>;
  /** The user; undefined until the server, or the storage, has said who. */
  readonly me: Observable<Person | undefined>;
  /** The user's rooms, the one with the latest message first. */
  readonly rooms: Observable<readonly RoomSummary[]>;
  /** A room to look at and speak in: the same object for the same id. */
  room(id: string): Room;
  /**
   * Listens; gives what unsubscribes. Each event of the user's rooms is told once, in its room's order, after what it changed is
   * in the snapshots.
   */
  on<Name extends keyof ChatEvents>(name: Name, listener: (event: ChatEvents[Name]) => void): () => void;
  /** Whom the user has blocked, by id. Their messages are in the rooms as ever, and it is for the page to hide them; they do not count as unread. */
  readonly blocked: Observable<ReadonlySet<string>>;
  /** Whether a user is there, while somebody listens; undefined until it is known. Of users with whom no room is shared nothing is told. */
  presence(userId: string): Observable<PresenceStatus | undefined>;
  /** Whether the user is away from here; remembered over reconnects. */
  setAway(isAway: boolean): void;
  /** The direct room with a user, made if need be; with oneself for notes. */
  openDirect(userId: string): Promise<Room>;
  createRoom(room: { readonly kind: "public" | "private"; readonly name: string; readonly topic?: string }): Promise<Room>;
  /** Joins a public room. */
  join(roomId: string): Promise<Room>;
  /** All calls of the protocol, once each: they fail with zo's `ZoError`, also when the connection goes. */
  readonly call: ChatCall;
  /** What the server tells of itself, as the protocol has it: `chat.client.on.account.onChanged(listener)`. */
  readonly client: Pick<Client<NativeRoutes>, "on">;
  readonly url: string;
  /** The credentials of this moment as the server's headers: for what goes by HTTP. */
  headers(): Promise<Readonly<Record<string, string>>>;
  /** Tries to connect now, after `close()`, too. */
  reconnect(): void;
  /** Closes. Resolves when all is stored; what is unsent stays there. */
  close(): Promise<void>;
  /** Closes, and removes what is stored for the user, unsent messages too: for signing out. */
  forget(): Promise<void>;
}

/** Connects at once, and lives until it is closed. */
export function createChat(options: ChatOptions): Chat {
  return new ChatClient(options);
}
