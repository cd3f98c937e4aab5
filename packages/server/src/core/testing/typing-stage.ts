import assert from "node:assert/strict";
import type { Room, User } from "../../ports/model.ts";
import type { RoomTypists, TypingChange, TypingSeat } from "../typing.ts";
import { type MemoryChat, type MemoryChatOptions, memoryChat } from "./memory-chat.ts";
import { newAccounts } from "./new-accounts.ts";

export interface Seated extends TypingSeat {
  /** `name on` or `name off`, since this was last asked. */
  news(): string[];
  readonly told: TypingChange[];
}

export function seatOf({ chat }: MemoryChat, user: User): Seated {
  const told: TypingChange[] = [];
  const seat = chat.typing.seat(user, (change) => told.push(change));
  return {
    look: (roomIds) => seat.look(roomIds),
    set: (roomId, isTyping) => seat.set(roomId, isTyping),
    close: () => seat.close(),
    told,
    news: () => told.splice(0).map(({ user: { name }, isTyping }) => `${name} ${isTyping ? "on" : "off"}`),
  };
}
export const typists = (rooms: readonly RoomTypists[]) => rooms.map(({ users }) => users.map(({ name }) => name).join(" "));

export interface TypingStage extends AsyncDisposable {
  readonly at: MemoryChat;
  readonly ann: User;
  readonly bob: User;
  readonly cat: User;
  /** Of Ann and Bob. */
  readonly room: Room;
}

export async function openTypingStage(options: MemoryChatOptions = {}): Promise<TypingStage> {
  const at = await memoryChat(options);
  const [ann, bob, cat] = await newAccounts(at.store, "ann", "bob", "cat");
  assert.ok(ann && bob && cat);
  const room = await at.chat.rooms.create(ann, { kind: "private", name: "Kitchen" });
  await at.chat.rooms.invite(ann, room.id, bob.id);
  return { at, ann, bob, cat, room, [Symbol.asyncDispose]: () => at[Symbol.asyncDispose]() };
}
