import type { DatabaseSync } from "node:sqlite";
import type { AccountRow, AccountsWanted, Report, ReportsWanted } from "../../ports/moderation.ts";
import { wholeServer } from "../ban-rows.ts";
import type { Row } from "../columns.ts";
import { number, text, textOrNull } from "../columns.ts";
import { BansTable } from "./bans-table.ts";
import type { LogTable } from "./log-table.ts";
import { People } from "./people.ts";
import { Statement } from "./statement.ts";
import { personOf, userColumns, userOf } from "./users-table.ts";

const reportColumns = `p.id, p.at, p.text, p.message, u.id, b.id, p.by_kind, p.by_name,
  p.resolved_at, r.id, p.resolver_kind, p.resolver_name, p.note`;
const reportJoins = `CROSS JOIN users u ON u.key = p.user CROSS JOIN users b ON b.key = p.by LEFT JOIN users r ON r.key = p.resolver`;
/** Greater than anything a name begins with. */
const lastChar = "\u{10ffff}";

/** Reading what administrators are shown. */
export class ModerationTable {
  readonly #log: LogTable;
  readonly #people: People;
  readonly #bans: BansTable;
  readonly #reports: Statement;
  readonly #reportsOf: Statement;
  readonly #accounts: Statement;

  constructor(db: DatabaseSync, log: LogTable) {
    this.#log = log;
    this.#people = new People(db);
    this.#bans = new BansTable(db);
    const page = (where: string) =>
      new Statement(
        db,
        `SELECT ${reportColumns} FROM reports p ${reportJoins}
         WHERE ${where} AND p.is_resolved = ? AND p.id > ? ORDER BY p.id LIMIT ?`,
      );
    this.#reports = page("TRUE");
    this.#reportsOf = page("p.room = (SELECT key FROM rooms WHERE id = ?)");
    this.#accounts = new Statement(
      db,
      `SELECT ${userColumns}, n.key, u.is_admin FROM names n CROSS JOIN users u ON u.key = n.user
       WHERE n.is_display = 0 AND n.key >= ?1 AND n.key < ?2 AND n.key > ?3 ORDER BY n.key LIMIT ?4`,
    );
  }

  isAdmin(userId: string): boolean {
    return this.#people.isAdmin(userId);
  }

  reports({ roomId, isResolved, afterId, limit }: ReportsWanted): Report[] {
    const wanted = [isResolved ? 1 : 0, afterId, limit];
    const rows = roomId === null ? this.#reports.all(...wanted) : this.#reportsOf.all(roomId, ...wanted);
    return rows.map((row) => this.#reportOf(row));
  }

  accounts({ prefix, afterKey, at, limit }: AccountsWanted): AccountRow[] {
    return this.#accounts.all(prefix, prefix + lastChar, afterKey, limit).map((row) => {
      const user = userOf(row);
      const isBanned = this.#bans.isBanned(wholeServer, user.id, at);
      return { user, nameKey: text(row[6]), isAdmin: row[7] === 1, isBanned };
    });
  }

  #reportOf(row: Row): Report {
    const [id, at, told, messageId, userId, , , , resolvedAt, , , , note] = row;
    const message = messageId === null ? null : this.#log.message(number(messageId));
    const user = message?.author ?? this.#people.find(text(userId));
    if (!user) throw new TypeError("a report is about nobody");
    return {
      id: number(id),
      at: number(at),
      by: personOf(row.slice(5)),
      text: text(told),
      message,
      user: { id: user.id, kind: user.kind, name: user.name },
      resolved: resolvedAt === null ? null : { at: number(resolvedAt), by: personOf(row.slice(9)), note: textOrNull(note) },
    };
  }
}
