import type { RoomMembership } from "../contract/handlers.ts";
import { ZoError } from "../wire/error.ts";
import type { Connection } from "./connection.ts";

/** `ctx.rooms`. Properties, not methods: handlers take them apart. */
export class ConnectionRooms implements RoomMembership {
  readonly #rooms = new Set<string>();
  readonly current: ReadonlySet<string> = this.#rooms;
  readonly join: (room: string) => void;
  readonly leave: (room: string) => void;
  readonly has = (room: string): boolean => this.#rooms.has(room);
  readonly broadcast: (room: string, route: string, payload: unknown) => void;

  constructor(connection: Connection) {
    const { shared } = connection;
    this.join = (room) => {
      if (!connection.isOpen || this.#rooms.has(room)) return;
      if (this.#rooms.size >= shared.bounds.roomsPerConnection)
        throw new ZoError("too_many_rooms", "in as many rooms as allowed");
      this.#rooms.add(room);
      shared.audience.join(room, connection);
    };
    this.leave = (room) => {
      if (this.#rooms.delete(room)) shared.audience.leave(room, connection);
    };
    this.broadcast = (room, route, payload) => shared.outgoing(route, payload).toRoom([room]);
  }

  clear(): void {
    this.#rooms.clear();
  }
}
