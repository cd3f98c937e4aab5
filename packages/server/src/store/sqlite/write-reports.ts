import type { DatabaseSync } from "node:sqlite";
import type { MessageId, Person, UserId } from "../../ports/model.ts";
import type { NewReport, Reported, ReportOutcome, Resolution, ResolutionOutcome } from "../../ports/moderation.ts";
import type { Handlers } from "../calls.ts";
import { codeOf, userKinds } from "../codes.ts";
import { number, numberOrNull } from "../columns.ts";
import type { Ledger } from "./ledger.ts";
import { People } from "./people.ts";
import { Staff } from "./staff.ts";
import { Statement } from "./statement.ts";

/** What a report is about, by the keys of rows. */
interface About {
  readonly message: MessageId | null;
  readonly room: number | null;
  readonly user: number;
}

/** Reports, and what becomes of them. */
export function reportWrites(db: DatabaseSync, ledger: Ledger): Handlers<"createReport" | "resolveReport"> {
  const people = new People(db);
  const staff = new Staff(db);
  const standing = new Statement(
    db,
    `SELECT l.room, l.user FROM log l WHERE l.id = ?1 AND l.type = 0
     AND NOT EXISTS (SELECT 1 FROM changes c WHERE c.message = ?1 AND c.deleted_at IS NOT NULL)`,
  );
  const open = new Statement(db, "SELECT count(*) FROM reports WHERE by = ? AND is_resolved = 0");
  const insert = new Statement(
    db,
    `INSERT INTO reports (at, by, by_kind, by_name, text, message, room, user) VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
  );
  const report = new Statement(db, "SELECT is_resolved, message, room, user FROM reports WHERE id = ?");
  const resolve = new Statement(
    db,
    `UPDATE reports SET is_resolved = 1, resolved_at = ?, resolver = ?, resolver_kind = ?, resolver_name = ?, note = ? WHERE id = ?`,
  );

  const find = (about: Reported, readerId: UserId): About | null => {
    if ("userId" in about) {
      const user = people.inUse(about.userId);
      return user && { message: null, room: null, user: user.key };
    }
    const row = standing.get(about.messageId);
    const opened = row && ledger.open(ledger.rooms.byKey(number(row[0])));
    if (row === null || opened === null || !ledger.isReadable(opened, readerId)) return null;
    return { message: about.messageId, room: opened.key, user: number(row[1]) };
  };
  const who = ({ id, kind, name }: Person) => [ledger.userKey(id), codeOf(userKinds, kind), name] as const;

  const createReport = ({ about, by, at, text, maxOpen }: NewReport): ReportOutcome => {
    const found = find(about, by.id);
    if (found === null) return { kind: "nothing" };
    const reporter = ledger.knownUserKey(by.id);
    const count = reporter === null ? 0 : number(open.get(reporter)?.[0]);
    if (count >= maxOpen) return { kind: "too_many" };
    const id = number(insert.get(at, ...who(by), text, found.message, found.room, found.user)?.[0]);
    return { kind: "reported", id };
  };
  const resolveReport = ({ reportId, by, at, note }: Resolution): ResolutionOutcome => {
    const row = report.get(reportId);
    if (row === null) return { kind: "no_report" };
    const [isResolved, message, roomKey, user] = row;
    const room = roomKey === null ? null : ledger.rooms.byKey(number(roomKey));
    if (!people.isAdmin(by.id) && (room === null || !staff.isOf(room.room, by.id))) return { kind: "no_report" };
    if (isResolved === 1) return { kind: "unchanged" };
    const [key, kind, name] = who(by);
    resolve.run(at, key, kind, name, note, reportId);
    ledger.audit.append({
      at,
      by: { id: by.id, kind: by.kind, name, key },
      action: "report_resolved",
      ...(room && { room }),
      user: number(user),
      message: numberOrNull(message),
      detail: note,
      isServers: true,
    });
    return { kind: "done" };
  };
  return { createReport, resolveReport };
}
