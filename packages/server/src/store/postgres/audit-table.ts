import type { MessageId, Person, RoomId, UnixMs, UserId } from "../../ports/model.ts";
import type { AuditAction, AuditEntry } from "../../ports/moderation.ts";
import { auditActions, codeOf, userKinds, wordOf } from "../codes.ts";
import type { Row } from "../columns.ts";
import { number, numberOrNull, textOrNull } from "../columns.ts";
import type { KeyedRoom } from "./rooms-table.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";
import { personOf } from "./users-table.ts";

/** What does not apply is left out. */
export interface NewAuditEntry {
  readonly at: UnixMs;
  /** With the key of their row; null for the server itself. */
  readonly by: (Person & { readonly key: number }) | null;
  readonly action: AuditAction;
  readonly room?: KeyedRoom;
  /** The key of their row. */
  readonly user?: number;
  readonly message?: MessageId | null;
  readonly detail?: string | null;
  readonly until?: UnixMs | null;
  /** By the right of an administrator, or about something that they are shown, also in a private room. */
  readonly isServers?: boolean;
}

const columns = `a.id, a.at, b.id, a.by_kind, a.by_name, a.action, r.id, u.id, a.message, a.detail, a.until`;
const joins = `LEFT JOIN users b ON b.key = a.by LEFT JOIN rooms r ON r.key = a.room LEFT JOIN users u ON u.key = a."user"`;

/** Who did what to whom. Only ever appended to, and shortened at its old end. */
export class AuditTable {
  readonly #insert: Statement;
  readonly #ofRoom: Statement;
  readonly #ofServer: Statement;
  readonly #purge: Statement;

  constructor(db: Connection) {
    this.#insert = new Statement(
      db,
      `INSERT INTO audit (at, by, by_kind, by_name, action, room, "user", message, detail, until, concerns_server)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id`,
    );
    const page = (where: string) =>
      new Statement(db, `SELECT ${columns} FROM audit a ${joins} WHERE ${where} AND a.id < $1 ORDER BY a.id DESC LIMIT $2`);
    this.#ofRoom = page("a.room = (SELECT key FROM rooms WHERE id = $3)");
    this.#ofServer = page("a.concerns_server = 1");
    this.#purge = new Statement(
      db,
      "DELETE FROM audit WHERE id = ANY (ARRAY (SELECT id FROM audit WHERE at < $1 ORDER BY at, id LIMIT $2))",
    );
  }

  /** Answers the entry's id. */
  async append(entry: NewAuditEntry): Promise<number> {
    const { at, by, action, room, user = null, message = null, detail = null, until = null, isServers = false } = entry;
    const doer = by === null ? [null, null, null] : [by.key, codeOf(userKinds, by.kind), by.name];
    const concernsServer = isServers || room === undefined || room.room.kind === "public";
    const code = codeOf(auditActions, action);
    const about = [room?.key ?? null, user, message, detail, until];
    const row = await this.#insert.get(at, ...doer, code, ...about, concernsServer ? 1 : 0);
    return number(row?.[0]);
  }

  async page(roomId: RoomId | null, beforeId: number, limit: number): Promise<AuditEntry[]> {
    const rows = roomId === null ? this.#ofServer.all(beforeId, limit) : this.#ofRoom.all(beforeId, limit, roomId);
    return (await rows).map(entryOf);
  }

  /** Answers how many. */
  async purge(before: UnixMs, limit: number): Promise<number> {
    return await this.#purge.run(before, limit);
  }
}

function entryOf(row: Row): AuditEntry {
  const [id, at, byId, , , action, roomId, userId, message, detail, until] = row;
  return {
    id: number(id),
    at: number(at),
    by: byId === null ? null : personOf(row.slice(2)),
    action: wordOf(auditActions, action),
    roomId: textOrNull(roomId) satisfies RoomId | null,
    userId: textOrNull(userId) satisfies UserId | null,
    messageId: numberOrNull(message),
    detail: textOrNull(detail),
    until: numberOrNull(until),
  };
}
