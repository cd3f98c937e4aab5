import type { RoomId, UnixMs } from "../../ports/model.ts";
import type { AuditEntry } from "../../ports/moderation.ts";
import type { NewAuditEntry } from "../audit-rows.ts";
import { auditEntryOf, auditValues } from "../audit-rows.ts";
import { number } from "../columns.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

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
    const row = await this.#insert.get(...auditValues(entry));
    return number(row?.[0]);
  }

  async page(roomId: RoomId | null, beforeId: number, limit: number): Promise<AuditEntry[]> {
    const rows = roomId === null ? this.#ofServer.all(beforeId, limit) : this.#ofRoom.all(beforeId, limit, roomId);
    return (await rows).map(auditEntryOf);
  }

  /** Answers how many. */
  async purge(before: UnixMs, limit: number): Promise<number> {
    return await this.#purge.run(before, limit);
  }
}
