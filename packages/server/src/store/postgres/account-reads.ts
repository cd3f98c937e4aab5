import type { FindUsers, Profile, Written, WrittenBy } from "../../ports/accounts.ts";
import type { UserId } from "../../ports/model.ts";
import { profileColumns, profileOf, sessionColumns, sessionsFrom } from "../account-rows.ts";
import type { Functions } from "../calls.ts";
import { number, numberOrNull, textOrNull } from "../columns.ts";
import { shareRoom } from "./acquaintances.ts";
import { LogTable } from "./log-table.ts";
import type { Connection } from "./statement.ts";
import { Statement } from "./statement.ts";

type AccountReads = "findProfile" | "emailOf" | "profilesOf" | "findUsers" | "sessionsOf" | "messagesBy";

/** After every name that begins with a prefix, when added to it: names are ordered by their code points. */
const last = "\u{10ffff}";

export function accountReads(db: Connection): Pick<Functions, AccountReads> {
  const email = new Statement(db, "SELECT email FROM users WHERE id = $1");
  return {
    findProfile: profileReader(db),
    emailOf: async (userId) => textOrNull((await email.get(userId))?.[0] ?? null),
    profilesOf: profilesReader(db),
    findUsers: usersFinder(db),
    sessionsOf: sessionsReader(db),
    messagesBy: writtenReader(db),
  };
}

const picture = "LEFT JOIN LATERAL (SELECT * FROM files WHERE files.id = u.avatar LIMIT 1) f ON TRUE";
const isSomebody = "(u.kind IS NOT NULL OR u.deleted_at IS NOT NULL)";

export function profileReader(db: Connection): (userId: UserId) => Promise<Profile | null> {
  const byId = new Statement(db, `SELECT ${profileColumns} FROM users u ${picture} WHERE u.id = $1 AND ${isSomebody}`);
  return async (userId) => {
    const row = await byId.get(userId);
    return row && profileOf(row);
  };
}

function profilesReader(db: Connection): Functions["profilesOf"] {
  const known = new Statement(
    db,
    `SELECT ${profileColumns} FROM unnest($2::text[]) WITH ORDINALITY AS asked (id, place)
     CROSS JOIN LATERAL (SELECT * FROM users WHERE users.id = asked.id LIMIT 1) u ${picture}
     WHERE ${isSomebody} AND (u.id = $1 OR ${shareRoom("(SELECT key FROM users WHERE id = $1)", "u.key")}) ORDER BY asked.place`,
  );
  return async (viewerId, userIds) => (await known.all(viewerId, userIds)).map(profileOf);
}

function usersFinder(db: Connection): (wanted: FindUsers) => Promise<readonly Profile[]> {
  const named = new Statement(
    db,
    `SELECT ${profileColumns} FROM (SELECT n.key, n."user" FROM names n WHERE n.key >= $2 AND n.key < $3 ORDER BY n.key LIMIT $4) n
     CROSS JOIN LATERAL (SELECT * FROM users WHERE users.key = n."user" LIMIT 1) u ${picture}
     WHERE ${isSomebody} AND ${shareRoom("(SELECT key FROM users WHERE id = $1)", "u.key")} ORDER BY n.key LIMIT $5`,
  );
  return async ({ viewerId, prefix, limit, maxScanned }) => {
    // An account has two names at most.
    const rows = await named.all(viewerId, prefix, prefix + last, maxScanned, 2 * limit);
    const found = new Map<UserId, Profile>();
    for (const profile of rows.map(profileOf)) if (!found.has(profile.user.id)) found.set(profile.user.id, profile);
    return [...found.values()].slice(0, limit);
  };
}

function sessionsReader(db: Connection): Functions["sessionsOf"] {
  const tokens = new Statement(
    db,
    `SELECT ${sessionColumns} FROM tokens WHERE "user" = (SELECT key FROM users WHERE id = $1) AND expires_at > $2
     ORDER BY created_at DESC, hash DESC LIMIT $3`,
  );
  return async (userId, after, limit) => sessionsFrom(await tokens.all(userId, after, limit));
}

function writtenReader(db: Connection): (wanted: WrittenBy) => Promise<Written> {
  const log = new LogTable(db);
  const bounds = new Statement(db, "SELECT (SELECT max(id) FROM log), (SELECT key FROM users WHERE id = $1)");
  const posts = new Statement(
    db,
    'SELECT id FROM log WHERE id > $1 AND id <= $2 AND "user" = $3 AND type = 0 ORDER BY id LIMIT $4',
  );
  return async ({ userId, afterId, limit, maxScanned }) => {
    const row = await bounds.get(userId);
    const newestId = numberOrNull(row?.[0] ?? null) ?? 0;
    const key = numberOrNull(row?.[1] ?? null) ?? 0;
    const toId = Math.min(afterId + maxScanned, newestId);
    const ids = (await posts.all(afterId, toId, key, limit)).map(([id]) => number(id));
    const messages = (await log.messages(ids)).filter(({ deletedAt }) => deletedAt === null);
    const lastId = ids.length === limit ? (ids.at(-1) ?? toId) : toId;
    return { messages, nextId: lastId < newestId ? lastId : null };
  };
}
