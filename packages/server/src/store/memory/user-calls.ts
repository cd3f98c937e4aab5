import type { AcquaintanceStore } from "../../ports/acquaintances.ts";
import type { ClusterStore } from "../../ports/cluster.ts";
import type { UserStore } from "../../ports/users.ts";
import type { MemoryModel } from "./memory-model.ts";
import type { MemoryTurns } from "./memory-turns.ts";

export function userCalls({ log, users, rooms }: MemoryModel, turns: MemoryTurns): UserStore {
  return {
    createAccount: (account) =>
      turns.write(account, (given, emit) => {
        const outcome = users.createAccount(given);
        if (outcome.kind !== "created") return outcome;
        if (outcome.isAdmin) {
          log.audit.append({ at: given.at, by: null, action: "admin_made", userId: given.id }, true);
        }
        for (const roomId of given.joins) rooms.joinPublic(roomId, outcome.user, { at: given.at, emit });
        return outcome;
      }),
    saveGuest: (guest) => turns.write(guest, (given) => users.saveGuest(given)),
    setDisplayName: (...input) => turns.write(input, (given) => users.setDisplayName(...given)),
    touchUsers: (...input) => turns.write(input, (given) => users.touch(...given)),
    findUser: (id) => turns.read(id, (given) => users.find(given)),
    findCredentials: (nameKey) => turns.read(nameKey, (given) => users.credentials(given)),
    recentUsers: (limit) => turns.read(limit, (given) => users.recent(given)),
    createToken: (token) => turns.write(token, (given) => users.createToken(given)),
    findToken: (hash) => turns.read(hash, (given) => users.findToken(given)),
    replaceToken: (...input) => turns.write(input, (given) => users.replaceToken(...given)),
    deleteSession: (id) => turns.write(id, (given) => users.deleteTokens((token) => token.sessionId === given) > 0),
    deleteExpiredTokens: (...input) => turns.write(input, (given) => users.deleteExpiredTokens(...given)),
  };
}

/** What users know of each other, and servers of users. */
export function acquaintanceCalls({ log, users, rooms }: MemoryModel, turns: MemoryTurns): AcquaintanceStore & ClusterStore {
  return {
    acquaintancesOf: (...input) =>
      turns.read(input, ([userId, among]) =>
        [...new Set(users.isGone(userId) ? [] : among)].flatMap((id) => {
          const user = id === userId || rooms.share(userId, id) ? users.inUse(id) : null;
          return user === null ? [] : [{ userId: id, lastActiveAt: user.lastActiveAt }];
        }),
      ),
    sharedNow: () => turns.read(null, () => null),
    sessionsAmong: (ids) => turns.read(ids, (given) => users.sessionsAmong(given)),
    usersAmong: (...input) =>
      turns.read(input, ([ids, at]) =>
        [...new Set(ids)].flatMap((id) => {
          const user = users.find(id);
          return user === null ? [] : [{ user, isBanned: log.bans.isShutOut(id, at) }];
        }),
      ),
  };
}
