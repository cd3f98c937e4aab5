import type { Message, UserId } from "../../ports/model.ts";
import type { AccountRow, AccountsWanted, Report, ReportsWanted } from "../../ports/moderation.ts";
import { wholeServer } from "../ban-rows.ts";
import type { Row } from "../columns.ts";
import { number, numberOrNull, text, textOrNull } from "../columns.ts";
import type { LogTable } from "./log-table.ts";
import { People } from "./people.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";
import { personOf, userColumns, userOf } from "./users-table.ts";

// To who was never saved their id is their name.
const shown = `u.id, CASE WHEN coalesce(u.display_name, u.name) IS NULL THEN 2 ELSE coalesce(u.kind, 0) END,
  coalesce(u.display_name, u.name, u.id)`;
const reportColumns = `p.id, p.at, p.text, p.message, ${shown}, b.id, p.by_kind, p.by_name,
  p.resolved_at, r.id, p.resolver_kind, p.resolver_name, p.note`;
const reportJoins = `JOIN users u ON u.key = p."user" JOIN users b ON b.key = p.by LEFT JOIN users r ON r.key = p.resolver`;
/** Greater than anything a name begins with. */
const lastChar = "\u{10ffff}";

/** Reading what administrators are shown. */
export class ModerationTable {
  readonly #log: LogTable;
  readonly #people: People;
  readonly #reports: Statement;
  readonly #reportsOf: Statement;
  readonly #accounts: Statement;

  constructor(db: Connection, log: LogTable) {
    this.#log = log;
    this.#people = new People(db);
    const page = (where: string) =>
      new Statement(
        db,
        `SELECT ${reportColumns} FROM reports p ${reportJoins}
         WHERE ${where} AND p.is_resolved = $1 AND p.id > $2 ORDER BY p.id LIMIT $3`,
      );
    this.#reports = page("TRUE");
    this.#reportsOf = page("p.room = (SELECT key FROM rooms WHERE id = $4)");
    this.#accounts = new Statement(
      db,
      `SELECT ${userColumns}, n.key, u.is_admin, s.id FROM names n JOIN users u ON u.key = n."user"
       LEFT JOIN bans s ON s.room = ${wholeServer} AND s."user" = u.key AND (s.until IS NULL OR s.until > $4)
       WHERE n.is_display = 0 AND n.key >= $1 AND n.key < $2 AND n.key > $3 ORDER BY n.key LIMIT $5`,
    );
  }

  async isAdmin(userId: UserId): Promise<boolean> {
    return await this.#people.isAdmin(userId);
  }

  /** In two statements: the messages are as they are when the second is executed. */
  async reports({ roomId, isResolved, afterId, limit }: ReportsWanted): Promise<Report[]> {
    const wanted = [isResolved ? 1 : 0, afterId, limit];
    const rows = await (roomId === null ? this.#reports.all(...wanted) : this.#reportsOf.all(...wanted, roomId));
    const messageIds = new Set(rows.map((row) => numberOrNull(row[3])).filter((id) => id !== null));
    const messages = await this.#log.messages([...messageIds]);
    const byId = new Map(messages.map((message) => [message.id, message]));
    return rows.map((row) => reportOf(row, row[3] === null ? null : (byId.get(number(row[3])) ?? null)));
  }

  async accounts({ prefix, afterKey, at, limit }: AccountsWanted): Promise<AccountRow[]> {
    const rows = await this.#accounts.all(prefix, prefix + lastChar, afterKey, at, limit);
    return rows.map((row) => ({ user: userOf(row), nameKey: text(row[6]), isAdmin: row[7] === 1, isBanned: row[8] !== null }));
  }
}

function reportOf(row: Row, message: Message | null): Report {
  const [id, at, told] = row;
  const [resolvedAt, , , , note] = row.slice(10);
  const { id: userId, kind, name } = message?.author ?? personOf(row.slice(4));
  return {
    id: number(id),
    at: number(at),
    by: personOf(row.slice(7)),
    text: text(told),
    message,
    user: { id: userId, kind, name },
    resolved:
      resolvedAt === null ? null : { at: number(resolvedAt), by: personOf(row.slice(11)), note: textOrNull(note ?? null) },
  };
}
