import type { DatabaseSync } from "node:sqlite";
import type { AccountDeletion, DeletionOutcome } from "../../ports/accounts.ts";
import type { Person, UnixMs } from "../../ports/model.ts";
import { endsWhenEmpty } from "../../ports/rights.ts";
import type { Handlers } from "../calls.ts";
import { codeOf, roles } from "../codes.ts";
import { number, text } from "../columns.ts";
import { joinedDetails } from "../details.ts";
import { deletionGoesOn } from "./deletion-steps.ts";
import { Leaver } from "./leaver.ts";
import type { OpenRoom } from "./ledger.ts";
import { RoomChanger } from "./room-changer.ts";
import { Statement } from "./statement.ts";
import { personOf } from "./users-table.ts";
import { SessionEnder } from "./write-accounts.ts";
import type { RoomParts } from "./write-rooms.ts";

/** Who goes: as they are shown from now on. */
interface Leaving {
  readonly key: number;
  readonly person: Person;
  readonly at: UnixMs;
}

/** What a user has for themself, which goes at once. */
const own = ["names WHERE user", "reads WHERE user", "mutes WHERE user", "blocks WHERE user", "blocks WHERE other"];
/** What is kept of a user in other tables than the log and `users`, by name: overwritten at once, as they are few rows each, found by an index. */
const elsewhere = [
  "UPDATE audit SET by_name = ? WHERE by = ?",
  "UPDATE bans SET by_name = ? WHERE by = ?",
  "UPDATE bans SET user_name = ? WHERE user = ?",
  "UPDATE reports SET by_name = ? WHERE by = ?",
  "UPDATE reports SET resolver_name = ? WHERE resolver = ?",
];

export function deletionWrites(db: DatabaseSync, parts: RoomParts): Handlers<"deleteAccount" | "continueDeletion"> {
  const { ledger } = parts;
  const account = new Statement(db, "SELECT key, kind, password_hash, deleted_at, avatar, is_admin FROM users WHERE id = ?");
  const clear = new Statement(
    db,
    `UPDATE users SET kind = NULL, is_admin = 0, name = ?2, deleted_at = ?3, last_active_at = ?3, display_name = NULL, display_key = NULL,
     email = NULL, email_key = NULL, password_hash = NULL, about = NULL, avatar = NULL WHERE key = ?1`,
  );
  const remove = own.map((place) => new Statement(db, `DELETE FROM ${place} = ?`));
  const others = elsewhere.map((sql) => new Statement(db, sql));
  const removeFile = new Statement(db, "DELETE FROM files WHERE id = ?");
  const memberships = new Statement(
    db,
    "SELECT m.room_id FROM members m CROSS JOIN rooms r ON r.key = m.room WHERE m.user = ? AND r.kind <> 1 ORDER BY m.room_id",
  );
  const remember = new Statement(db, "INSERT INTO deletions (user, erase, upto, until) VALUES (?, ?, 0, ?)");
  const ender = new SessionEnder(db);
  const departure = new Departure(db, parts);
  const deleteAccount = ({ userId, passwordHash, at, shownAs, erase }: AccountDeletion): DeletionOutcome => {
    const [userKey, kind, hash, deletedAt, avatar, isAdmin] = account.get(userId) ?? [];
    if (typeof deletedAt === "number") return { kind: "unchanged" };
    if (kind !== 0 || hash !== passwordHash) return { kind: "refused" };
    const key = number(userKey);
    const endedSessionIds = ender.end(userId, () => true);
    for (const statement of remove) statement.run(key);
    for (const statement of others) statement.run(shownAs, key);
    if (typeof avatar === "string") removeFile.run(avatar);
    clear.run(key, shownAs, at);
    remember.run(key, erase ? 1 : 0, ledger.nextId() - 1);
    const leaver: Leaving = { key, person: { id: userId, kind: "account", name: shownAs }, at };
    if (isAdmin === 1) ledger.audit.append({ at, by: { ...leaver.person, key }, action: "admin_unmade", user: key });
    for (const [roomId] of memberships.all(key)) {
      const opened = ledger.room(text(roomId));
      if (opened !== null) departure.leave(opened, leaver);
    }
    // It remembers the account as one in use, and the names of its direct rooms' members.
    ledger.forget();
    return { kind: "deleted", endedSessionIds };
  };
  return { deleteAccount, continueDeletion: deletionGoesOn(db, parts) };
}

/** Takes somebody out of a room for good. */
class Departure {
  readonly #parts: RoomParts;
  readonly #changer: RoomChanger;
  readonly #isOwner: Statement;
  readonly #other: Statement;
  readonly #otherOwner: Statement;
  readonly #moderator: Statement;
  readonly #setRole: Statement;
  readonly #leaver: Leaver;

  constructor(db: DatabaseSync, parts: RoomParts) {
    this.#parts = parts;
    this.#changer = new RoomChanger(db, parts.ledger, parts.emit);
    const someone = (which: string): Statement =>
      new Statement(
        db,
        `SELECT u.id, u.kind, coalesce(u.display_name, u.name), u.key FROM members m CROSS JOIN users u ON u.key = m.user
         WHERE m.room = ? AND m.user <> ? ${which} ORDER BY m.seq LIMIT 1`,
      );
    this.#isOwner = new Statement(db, "SELECT 1 FROM members WHERE user = ? AND room_id = ? AND role = 0");
    this.#other = someone("");
    this.#moderator = someone("AND m.role = 1");
    this.#otherOwner = new Statement(db, "SELECT 1 FROM members WHERE room = ? AND role = 0 AND user <> ? LIMIT 1");
    this.#setRole = new Statement(db, "UPDATE members SET role = ? WHERE user = ? AND room_id = ?");
    this.#leaver = new Leaver(db, parts.ledger, parts.emit);
  }

  leave(opened: OpenRoom, { key, person: user, at }: Leaving): void {
    const { room } = opened;
    const isOwner = this.#isOwner.get(key, room.id) !== null;
    if (isOwner && this.#otherOwner.get(opened.key, key) === null) this.#bequeath(opened, { key, person: user, at });
    const isLast = this.#other.get(opened.key, key) === null;
    this.#leaver.part(opened, user, { at, removedBy: null });
    if (isLast && room.archivedAt === null && endsWhenEmpty(room)) {
      this.#changer.change(opened, { ...room, archivedAt: at }, { by: user, at });
    }
  }

  #bequeath(opened: OpenRoom, { key, person: by, at }: Leaving): void {
    const { ledger, emit } = this.#parts;
    const { room } = opened;
    const row = this.#moderator.get(opened.key, key) ?? this.#other.get(opened.key, key);
    if (row === null) return;
    const user = personOf(row);
    this.#setRole.run(codeOf(roles, "owner"), number(row[3]), room.id);
    const text = joinedDetails({ role: "owner", by });
    const { seq } = ledger.append(opened, { type: "role_changed", at, by: user, text });
    emit({ type: "role_changed", room, seq, at, user, role: "owner", by });
    ledger.record(opened, { action: "role_changed", at, by, userId: user.id, detail: "owner" });
  }
}
