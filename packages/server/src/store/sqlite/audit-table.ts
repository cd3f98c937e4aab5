import type { DatabaseSync } from "node:sqlite";
import type { RoomId, UnixMs } from "../../ports/model.ts";
import type { AuditEntry } from "../../ports/moderation.ts";
import type { NewAuditEntry } from "../audit-rows.ts";
import { auditEntryOf, auditValues } from "../audit-rows.ts";
import { number } from "../columns.ts";
import { Statement } from "./statement.ts";

const columns = "a.id, a.at, b.id, a.by_kind, a.by_name, a.action, r.id, u.id, a.message, a.detail, a.until";
const joins = "LEFT JOIN users b ON b.key = a.by LEFT JOIN rooms r ON r.key = a.room LEFT JOIN users u ON u.key = a.user";

/** Who did what to whom. Only ever appended to, and shortened at its old end. */
export class AuditTable {
  readonly #insert: Statement;
  readonly #ofRoom: Statement;
  readonly #ofServer: Statement;
  readonly #purge: Statement;

  constructor(db: DatabaseSync) {
    this.#insert = new Statement(
      db,
      `INSERT INTO audit (at, by, by_kind, by_name, action, room, user, message, detail, until, concerns_server)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
    );
    const page = (where: string) =>
      new Statement(db, `SELECT ${columns} FROM audit a ${joins} WHERE ${where} AND a.id < ? ORDER BY a.id DESC LIMIT ?`);
    this.#ofRoom = page("a.room = (SELECT key FROM rooms WHERE id = ?)");
    this.#ofServer = page("a.concerns_server = 1");
    this.#purge = new Statement(db, "DELETE FROM audit WHERE id IN (SELECT id FROM audit WHERE at < ? ORDER BY at, id LIMIT ?)");
  }

  /** Answers the entry's id. */
  append(entry: NewAuditEntry): number {
    return number(this.#insert.get(...auditValues(entry))?.[0]);
  }

  page(roomId: RoomId | null, beforeId: number, limit: number): AuditEntry[] {
    const rows = roomId === null ? this.#ofServer.all(beforeId, limit) : this.#ofRoom.all(roomId, beforeId, limit);
    return rows.map(auditEntryOf);
  }

  /** Answers how many. */
  purge(before: UnixMs, limit: number): number {
    return this.#purge.run(before, limit);
  }
}
