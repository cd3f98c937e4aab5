import type { AccountStore } from "../../ports/accounts.ts";
import type { FileStore } from "../../ports/files.ts";
import type { PersonalStore } from "../../ports/personal.ts";
import type { MemoryModel } from "./memory-model.ts";
import type { MemoryTurns } from "./memory-turns.ts";

export function accountCalls({ users, accounts }: MemoryModel, turns: MemoryTurns): AccountStore {
  return {
    setProfile: (change) => turns.write(change, (given) => accounts.setProfile(given)),
    findProfile: (userId) => turns.read(userId, (given) => accounts.profile(given)),
    emailOf: (userId) => turns.read(userId, (given) => users.credentialsOf(given)?.email ?? null),
    profilesOf: (...input) => turns.read(input, (given) => accounts.profilesOf(...given)),
    findUsers: (wanted) => turns.read(wanted, (given) => accounts.findUsers(given)),
    openSession: (...input) => turns.write(input, (given) => accounts.openSession(...given)),
    useSession: (...input) => turns.write(input, (given) => users.useSession(...given)),
    sessionsOf: (...input) => turns.read(input, (given) => accounts.sessionsOf(...given)),
    endSessions: (end) => turns.write(end, (given) => accounts.endSessions(given)),
    changePassword: (change) => turns.write(change, (given) => accounts.changePassword(given)),
    deleteAccount: (deletion) => turns.write(deletion, (given, emit) => accounts.delete(given, emit)),
    continueDeletion: (step) => turns.write(step, (given, emit) => accounts.continueDeletion(given, emit)),
    messagesBy: (wanted) => turns.read(wanted, (given) => accounts.messagesBy(given)),
  };
}

export function personalCalls({ personal, blocks, messages }: MemoryModel, turns: MemoryTurns): PersonalStore {
  return {
    markRead: (mark) => turns.write(mark, (given) => personal.markRead(given)),
    unreadOf: (rooms) => turns.read(rooms, (given) => personal.unreadOf(given)),
    countedStandingsOf: (page) => turns.read(page, (given) => personal.standingsOf(given)),
    setMute: (mute) => turns.write(mute, (given) => personal.setMute(given)),
    block: (blocking) => turns.write(blocking, (given) => blocks.add(given)),
    unblock: (...input) => turns.write(input, (given) => blocks.remove(...given)),
    closureOf: (roomId) => turns.read(roomId, (given) => messages.closureOf(given)),
    blocksOf: (userId) => turns.read(userId, (given) => blocks.of(given)),
  };
}

export function fileCalls({ files }: MemoryModel, turns: MemoryTurns): FileStore {
  return {
    saveFile: (file) => turns.write(file, (given) => files.save(given)),
    findFile: (id) => turns.read(id, (given) => files.find(given)),
    deleteUnattachedFiles: (...input) => turns.write(input, (given) => files.deleteUnattached(...given)),
    namelessBlobs: (hashes) => turns.read(hashes, (given) => files.nameless(given)),
    releasedBlobs: (limit) => turns.read(limit, (given) => files.released(given)),
    forgetReleased: (ids) => turns.write(ids, (given) => files.forget(given)),
  };
}
