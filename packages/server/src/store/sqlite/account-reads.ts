import type { DatabaseSync } from "node:sqlite";
import type { FindUsers, Profile, Written, WrittenBy } from "../../ports/accounts.ts";
import type { UserId } from "../../ports/model.ts";
import { profileColumns, profileOf, sessionColumns, sessionsFrom } from "../account-rows.ts";
import type { Handlers } from "../calls.ts";
import { number, text, textOrNull } from "../columns.ts";
import { LogTable } from "./log-table.ts";
import { RoomsTable } from "./rooms-table.ts";
import { Statement } from "./statement.ts";

type AccountReads = "findProfile" | "emailOf" | "profilesOf" | "findUsers" | "sessionsOf" | "messagesBy";

/** After every name that begins with a prefix, when added to it: names are ordered by their code points. */
const last = "\u{10ffff}";

export function accountReads(db: DatabaseSync): Handlers<AccountReads> {
  const profiles = profileReader(db);
  const email = new Statement(db, "SELECT email FROM users WHERE id = ?");
  const rooms = new RoomsTable(db);
  const named = new Statement(
    db,
    "SELECT u.id FROM names n CROSS JOIN users u ON u.key = n.user WHERE n.key >= ? AND n.key < ? ORDER BY n.key LIMIT ?",
  );
  const mayKnow = (viewerId: UserId, userId: UserId): boolean => viewerId === userId || rooms.share(viewerId, userId);
  return {
    findProfile: profiles,
    emailOf: (userId) => textOrNull(email.get(userId)?.[0] ?? null),
    profilesOf: (viewerId, userIds) => userIds.flatMap((userId) => (mayKnow(viewerId, userId) ? (profiles(userId) ?? []) : [])),
    findUsers: ({ viewerId, prefix, limit, maxScanned }: FindUsers) => {
      const found = new Map<UserId, Profile>();
      for (const [id] of named.all(prefix, prefix + last, maxScanned)) {
        if (found.size >= limit) break;
        const userId = text(id);
        const profile = !found.has(userId) && rooms.share(viewerId, userId) ? profiles(userId) : null;
        if (profile !== null) found.set(userId, profile);
      }
      return [...found.values()];
    },
    sessionsOf: sessionsReader(db),
    messagesBy: writtenReader(db),
  };
}

export function profileReader(db: DatabaseSync): (userId: UserId) => Profile | null {
  const byId = new Statement(
    db,
    `SELECT ${profileColumns} FROM users u LEFT JOIN files f ON f.id = u.avatar
     WHERE u.id = ? AND (u.kind IS NOT NULL OR u.deleted_at IS NOT NULL)`,
  );
  return (userId) => {
    const row = byId.get(userId);
    return row && profileOf(row);
  };
}

function sessionsReader(db: DatabaseSync): Handlers<"sessionsOf">["sessionsOf"] {
  const tokens = new Statement(
    db,
    `SELECT ${sessionColumns} FROM tokens
     WHERE user = (SELECT key FROM users WHERE id = ?) AND expires_at > ? ORDER BY created_at DESC, hash DESC LIMIT ?`,
  );
  return (userId, after, limit) => sessionsFrom(tokens.all(userId, after, limit));
}

function writtenReader(db: DatabaseSync): (wanted: WrittenBy) => Written {
  const log = new LogTable(db);
  const newest = new Statement(db, "SELECT max(id) FROM log");
  const author = new Statement(db, "SELECT key FROM users WHERE id = ?");
  const posts = new Statement(
    db,
    "SELECT id FROM log NOT INDEXED WHERE id > ? AND id <= ? AND user = ? AND type = 0 ORDER BY id LIMIT ?",
  );
  return ({ userId, afterId, limit, maxScanned }) => {
    const newestId = number(newest.get()?.[0] ?? 0);
    const toId = Math.min(afterId + maxScanned, newestId);
    const key = number(author.get(userId)?.[0] ?? 0);
    const ids = posts.all(afterId, toId, key, limit).map(([id]) => number(id));
    const messages = ids.flatMap((id) => log.message(id) ?? []).filter(({ deletedAt }) => deletedAt === null);
    const lastId = ids.length === limit ? (ids.at(-1) ?? toId) : toId;
    return { messages, nextId: lastId < newestId ? lastId : null };
  };
}
