import type { ModerationStore } from "../../ports/moderation.ts";
import type { MemoryModel } from "./memory-model.ts";
import type { MemoryTurns } from "./memory-turns.ts";

export function moderationCalls(model: MemoryModel, turns: MemoryTurns): ModerationStore {
  const { log, users, messages, moderation, reports } = model;
  return {
    readable: (...input) => turns.read(input, (given) => log.readable(...given)?.room ?? null),
    isSilenced: (...input) => turns.read(input, (given) => log.bans.isSilenced(...given)),
    banFromRoom: (ban) => turns.write(ban, (given, emit) => moderation.banFromRoom(given, emit)),
    unbanFromRoom: (unban) => turns.write(unban, (given, emit) => moderation.unbanFromRoom(given, emit)),
    roomBans: (...input) => turns.read(input, ([roomId, afterId, limit]) => moderation.bansOf(roomId, null, { afterId, limit })),
    isAdmin: (userId) => turns.read(userId, (given) => users.isAdmin(given)),
    banFromServer: (ban) => turns.write(ban, (given) => moderation.banFromServer(given)),
    unbanFromServer: (unban) => turns.write(unban, (given) => moderation.unbanFromServer(given)),
    serverBans: (...input) => turns.read(input, ([at, afterId, limit]) => moderation.bansOf(null, at, { afterId, limit })),
    setAdmin: (change) => turns.write(change, (given) => moderation.setAdmin(given)),
    deleteAsAdmin: (deletion) =>
      turns.write(deletion, (given, emit) => {
        if (!users.isAdmin(given.by.id)) return { kind: "forbidden" };
        return messages.deleteAsAdmin(given, reports.isReported(given.messageId), emit);
      }),
    accounts: (wanted) => turns.read(wanted, (given) => moderation.accounts(given)),
    createReport: (report) => turns.write(report, (given) => reports.create(given)),
    resolveReport: (resolution) => turns.write(resolution, (given) => reports.resolve(given)),
    reports: (wanted) => turns.read(wanted, (given) => reports.page(given)),
    audit: (...input) => turns.read(input, (given) => log.audit.page(...given)),
    purgeModeration: (...input) =>
      turns.write(input, ([before, limit]) => {
        let count = log.audit.purge(before, limit);
        count += reports.purge(before, limit - count);
        return count + moderation.purgeBans(before, limit - count);
      }),
  };
}
