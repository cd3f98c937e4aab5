import type { AccountDeletion, DeletionOutcome } from "../../ports/accounts.ts";
import type { Person, UnixMs } from "../../ports/model.ts";
import { endsWhenEmpty } from "../../ports/rights.ts";
import type { Functions } from "../calls.ts";
import { codeOf, roles, wordOf } from "../codes.ts";
import type { Row } from "../columns.ts";
import { number, text } from "../columns.ts";
import { joinedDetails } from "../details.ts";
import { deletionGoesOn } from "./deletion-steps.ts";
import { Leaver } from "./leaver.ts";
import type { OpenRoom } from "./ledger.ts";
import { RoomChanger } from "./room-changer.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";
import { personOf } from "./users-table.ts";
import { SessionEnder } from "./write-accounts.ts";
import type { RoomParts } from "./write-rooms.ts";

/** Who goes: as they are shown from now on. */
interface Leaving {
  readonly person: Person;
  readonly at: UnixMs;
}

/** What a user has for themself, which goes at once. */
const own = ['names WHERE "user"', 'reads WHERE "user"', 'mutes WHERE "user"', 'blocks WHERE "user"', "blocks WHERE other"];
/** What is kept of a user in other tables than the log and `users`, by name: overwritten at once, as they are few rows each, found by an index. */
const elsewhere = [
  "UPDATE audit SET by_name = $1 WHERE by = $2",
  "UPDATE bans SET by_name = $1 WHERE by = $2",
  'UPDATE bans SET user_name = $1 WHERE "user" = $2',
  "UPDATE reports SET by_name = $1 WHERE by = $2",
  "UPDATE reports SET resolver_name = $1 WHERE resolver = $2",
];

/** Another member of the room of `m`: the one of longest standing. */
const other = (which: string): string =>
  `(SELECT o."user" FROM members o WHERE o.room = m.room AND o."user" <> m."user" ${which} ORDER BY o.seq LIMIT 1)`;
/** The user's rooms that are not direct, their role in each, whether another is its owner, and who would become it; null for nobody. */
const memberships = `SELECT m.room_id, m.role, ${other("AND o.role = 0")} IS NOT NULL,
    h.id, coalesce(h.kind, 0), coalesce(h.display_name, h.name), h.key
  FROM members m JOIN rooms r ON r.key = m.room
  LEFT JOIN LATERAL (SELECT * FROM users WHERE users.key = coalesce(${other("AND o.role = 1")}, ${other("")}) LIMIT 1) h ON TRUE
  WHERE m."user" = $1 AND r.kind <> 1 ORDER BY m.room_id`;

export function deletionWrites(db: Connection, parts: RoomParts): Pick<Functions, "deleteAccount" | "continueDeletion"> {
  const { ledger } = parts;
  const account = new Statement(db, "SELECT key, kind, password_hash, deleted_at, avatar, is_admin FROM users WHERE id = $1");
  const clear = new Statement(
    db,
    `UPDATE users SET kind = NULL, is_admin = 0, name = $2, deleted_at = $3, last_active_at = $3, display_name = NULL, display_key = NULL,
     email = NULL, email_key = NULL, password_hash = NULL, about = NULL, avatar = NULL WHERE key = $1`,
  );
  const remove = own.map((place) => new Statement(db, `DELETE FROM ${place} = $1`));
  const others = elsewhere.map((sql) => new Statement(db, sql));
  const removeFile = new Statement(db, "DELETE FROM files WHERE id = $1");
  const rooms = new Statement(db, memberships);
  const remember = new Statement(db, 'INSERT INTO deletions ("user", erase, upto, until) VALUES ($1, $2, 0, $3)');
  const ender = new SessionEnder(db);
  const departure = new Departure(db, parts);
  const deleteAccount = async ({ userId, passwordHash, at, shownAs, erase }: AccountDeletion): Promise<DeletionOutcome> => {
    const [userKey, kind, hash, deletedAt, avatar, isAdmin]: Row = (await account.get(userId)) ?? [];
    if (typeof deletedAt === "number") return { kind: "unchanged" };
    if (kind !== 0 || hash !== passwordHash) return { kind: "refused" };
    const key = number(userKey);
    const person: Person = { id: userId, kind: "account", name: shownAs };
    const [endedSessionIds, left] = await Promise.all([
      ender.end(userId, { except: null }),
      rooms.all(key),
      ...remove.map((statement) => statement.run(key)),
      ...others.map((statement) => statement.run(shownAs, key)),
      typeof avatar === "string" ? removeFile.run(avatar) : null,
      clear.run(key, shownAs, at),
      remember.run(key, erase ? 1 : 0, ledger.nextId() - 1),
    ]);
    if (isAdmin === 1) await ledger.audit.append({ at, by: { ...person, key }, action: "admin_unmade", user: key });
    await departure.leave(left, { person, at });
    // It remembers the names of the account's direct rooms' members.
    ledger.forget();
    return { kind: "deleted", endedSessionIds };
  };
  return { deleteAccount, continueDeletion: deletionGoesOn(db, parts) };
}

/** Takes somebody out of rooms for good. */
class Departure {
  readonly #parts: RoomParts;
  readonly #changer: RoomChanger;
  readonly #setRole: Statement;
  readonly #leaver: Leaver;

  constructor(db: Connection, parts: RoomParts) {
    this.#parts = parts;
    this.#changer = new RoomChanger(db, parts.ledger, parts.emit);
    this.#setRole = new Statement(db, 'UPDATE members SET role = $1 WHERE "user" = $2 AND room_id = $3');
    this.#leaver = new Leaver(db, parts.ledger, parts.emit);
  }

  /** Out of one after the other, in the order of the rows of `memberships`. */
  async leave(rows: readonly Row[], leaving: Leaving): Promise<void> {
    const opened = await Promise.all(rows.map(([roomId]) => this.#parts.ledger.room(text(roomId))));
    for (const [place, room] of opened.entries()) {
      const row = rows[place];
      if (room !== null && row !== undefined) await this.#leaveOne(room, row, leaving);
    }
  }

  async #leaveOne(opened: OpenRoom, [, role, hasOtherOwner, ...heir]: Row, { person: user, at }: Leaving): Promise<void> {
    const { room } = opened;
    const isLast = heir[0] === null;
    if (!isLast && !hasOtherOwner && wordOf(roles, role) === "owner") await this.#bequeath(opened, heir, { person: user, at });
    await this.#leaver.part(opened, user, { at, removedBy: null });
    if (isLast && room.archivedAt === null && endsWhenEmpty(room)) {
      await this.#changer.change(opened, { ...room, archivedAt: at }, { by: user, at });
    }
  }

  async #bequeath(opened: OpenRoom, heir: Row, { person: by, at }: Leaving): Promise<void> {
    const { ledger, emit } = this.#parts;
    const { room } = opened;
    const user = personOf(heir);
    const details = joinedDetails({ role: "owner", by });
    const [{ seq }] = await Promise.all([
      ledger.append(opened, { type: "role_changed", at, by: user, text: details }),
      ledger.record(opened, { action: "role_changed", at, by, userId: user.id, detail: "owner" }),
      this.#setRole.run(codeOf(roles, "owner"), number(heir[3]), room.id),
    ]);
    emit({ type: "role_changed", room, seq, at, user, role: "owner", by });
  }
}
