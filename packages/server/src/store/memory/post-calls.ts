import type { NewPrivatePost, PostStore, PrivatePostOutcome } from "../../ports/posts.ts";
import type { Emit } from "./memory-log.ts";
import type { MemoryModel } from "./memory-model.ts";
import { person } from "./memory-rooms.ts";
import type { MemoryTurns } from "./memory-turns.ts";

export function postCalls(model: MemoryModel, turns: MemoryTurns): PostStore {
  const { messages } = model;
  return {
    post: (post) => turns.write(post, (given, emit) => messages.post(given, emit)),
    postPrivate: (post) => turns.write(post, (given, emit) => postPrivate(model, given, emit)),
    toggleReaction: (toggle) => turns.write(toggle, (given, emit) => messages.toggle(given, emit)),
    editMessage: (edit) => turns.write(edit, (given, emit) => messages.edit(given, emit)),
    deleteMessage: (deletion) => turns.write(deletion, (given, emit) => messages.delete(given, emit)),
    pinMessage: (pin) => turns.write(pin, (given, emit) => messages.pin(given, emit)),
  };
}

function postPrivate(model: MemoryModel, privatePost: NewPrivatePost, emit: Emit): PrivatePostOutcome {
  const { log, users, blocks, rooms, messages } = model;
  const { toNameKey, toId, newRoomId, nameKey, ...given } = privatePost;
  const repeated = messages.repeated(given.author, given.clientKey);
  if (repeated !== null) return { kind: "repeated", message: repeated };
  if (log.bans.isShutOut(given.author.id, given.at)) return { kind: "banned" };
  if (nameKey !== null && users.holderOf(nameKey) !== null) return { kind: "name_taken" };
  const from = users.inUse(given.author.id);
  const to = users.inUse(users.holderOf(toNameKey) ?? toId ?? "");
  if (from === null || to === null || blocks.between(from.id, to.id)) return { kind: "no_user" };
  const room = rooms.openDirect(person(from), person(to), { newRoomId, at: given.at, emit });
  const post = { ...given, roomId: room.id, file: null, membersOnly: true, nameKey: null };
  const outcome = messages.post(post, emit);
  if (outcome.kind !== "posted") throw new Error(`a direct room of one's own refused a post: ${outcome.kind}`);
  return outcome;
}
