import type { MessageId, Person, UserId } from "../../ports/model.ts";
import type { NewReport, Reported, ReportOutcome, Resolution, ResolutionOutcome } from "../../ports/moderation.ts";
import type { Functions } from "../calls.ts";
import { codeOf, userKinds } from "../codes.ts";
import { number, numberOrNull, text, textOrNull } from "../columns.ts";
import type { Ledger } from "./ledger.ts";
import { People } from "./people.ts";
import { isStaff, Staff } from "./staff.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

/** What a report is about, by the keys of rows. */
interface About {
  readonly message: MessageId | null;
  readonly room: number | null;
  readonly user: number;
}

/** Reports, and what becomes of them. */
export function reportWrites(db: Connection, ledger: Ledger): Pick<Functions, "createReport" | "resolveReport"> {
  const people = new People(db);
  const staff = new Staff(db);
  const standing = new Statement(
    db,
    `SELECT r.id, l."user" FROM log l JOIN rooms r ON r.key = l.room WHERE l.id = $1 AND l.type = 0
     AND NOT EXISTS (SELECT 1 FROM changes c WHERE c.message = $1 AND c.deleted_at IS NOT NULL)`,
  );
  const open = new Statement(
    db,
    "SELECT count(*) FROM reports WHERE by = (SELECT key FROM users WHERE id = $1) AND is_resolved = 0",
  );
  const insert = new Statement(
    db,
    `INSERT INTO reports (at, by, by_kind, by_name, text, message, room, "user")
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id`,
  );
  const report = new Statement(
    db,
    `SELECT p.is_resolved, p.message, p."user", r.id FROM reports p LEFT JOIN rooms r ON r.key = p.room WHERE p.id = $1`,
  );
  const resolve = new Statement(
    db,
    `UPDATE reports SET is_resolved = 1, resolved_at = $1, resolver = $2, resolver_kind = $3, resolver_name = $4, note = $5
     WHERE id = $6`,
  );

  const find = async (about: Reported, readerId: UserId): Promise<About | null> => {
    if ("userId" in about) {
      const user = await people.inUse(about.userId);
      return user && { message: null, room: null, user: user.key };
    }
    const row = await standing.get(about.messageId);
    const opened = row && (await ledger.readable(text(row[0]), readerId));
    return row && opened && { message: about.messageId, room: opened.key, user: number(row[1]) };
  };
  const who = async ({ id, kind, name }: Person) => [await ledger.userKey(id), codeOf(userKinds, kind), name] as const;

  const createReport = async ({ about, by, at, text: told, maxOpen }: NewReport): Promise<ReportOutcome> => {
    const [found, counted] = await Promise.all([find(about, by.id), open.get(by.id)]);
    if (found === null) return { kind: "nothing" };
    if (number(counted?.[0]) >= maxOpen) return { kind: "too_many" };
    const row = await insert.get(at, ...(await who(by)), told, found.message, found.room, found.user);
    return { kind: "reported", id: number(row?.[0]) };
  };
  const resolveReport = async ({ reportId, by, at, note }: Resolution): Promise<ResolutionOutcome> => {
    const row = await report.get(reportId);
    if (row === null) return { kind: "no_report" };
    const [isResolved, message, user, roomId] = row;
    const about = textOrNull(roomId);
    const [room, rank] = await Promise.all([about === null ? null : ledger.room(about), staff.rank(about ?? "", by.id)]);
    if (!rank.isAdmin && (room === null || !isStaff(room.room, rank))) return { kind: "no_report" };
    if (isResolved === 1) return { kind: "unchanged" };
    const [key, kind, name] = await who(by);
    const recorded = ledger.audit.append({
      at,
      by: { id: by.id, kind: by.kind, name, key },
      action: "report_resolved",
      ...(room && { room }),
      user: number(user),
      message: numberOrNull(message),
      detail: note,
      isServers: true,
    });
    await Promise.all([resolve.run(at, key, kind, name, note, reportId), recorded]);
    return { kind: "done" };
  };
  return { createReport, resolveReport };
}
