import assert from "node:assert/strict";
import { loungeId, type MessageId, type Person } from "../../../../ports/model.ts";
import { forever } from "../../../../ports/personal.ts";
import type { Store } from "../../../../ports/store.ts";

const at = 2_000;

/** For tests: sees to it that every table has rows, with people and rooms that nobody else knows. Answers what the calls came to. */
export async function furnish(store: Store): Promise<readonly unknown[]> {
  const answers: unknown[] = [];
  const keep = async <T>(call: Promise<T>): Promise<T> => {
    const answer = await call;
    answers.push(answer);
    return answer;
  };
  const person = (id: string): Person => ({ id, kind: "account", name: `Name of ${id}` });
  const [ann, ben, eve] = [person("kept ann"), person("kept ben"), person("kept eve")];
  for (const { id, name } of [ann, ben, eve]) {
    const account = { id, name, nameKey: name.toLowerCase(), email: `${id}@x`, emailKey: `${id}@x`, passwordHash: "x", at };
    await keep(store.createAccount({ ...account, joins: [loungeId] }));
  }
  await keep(store.setAdmin({ userId: ann.id, isAdmin: true, by: null, at }));
  const token = { hash: "kept \u0000\u0001 hash", sessionId: "kept session", userId: ann.id, createdAt: at, expiresAt: 10 * at };
  await keep(store.openSession({ ...token, label: "a browser" }, "x"));

  const roomId = "kept room";
  await keep(store.createRoom({ id: roomId, kind: "public", name: "Kept", topic: null, by: ann, at, maxPerDay: 1_000 }));
  await keep(store.invite({ roomId, userId: ben.id, by: ann, at, maxMembers: 1_000 }));
  await keep(store.invite({ roomId, userId: eve.id, by: ann, at, maxMembers: 1_000 }));
  const about = { name: "\u0000.png", type: "image/png", sizeBytes: 3, ownerId: ann.id, createdAt: at };
  const image = { width: 3, height: 4, hasPreview: true };
  await keep(store.saveFile({ ...about, id: "kept file", hash: "k1", previewHash: "k2", image }));
  const say = async (author: Person, text: string, file: string | null = null): Promise<MessageId> => {
    const post = { roomId, author, text, file, at, membersOnly: true, nameKey: null, clientKey: `kept ${text}` };
    const said = await keep(store.post(post));
    assert.ok(said.kind === "posted", said.kind);
    return said.message.id;
  };
  const [first, second, third] = [
    await say(ann, "first words", "kept file"),
    await say(ben, "second\u0000\u0001words"),
    await say(eve, "third"),
  ];
  const calls = { names: [], room: false };
  await keep(store.editMessage({ messageId: first, by: ann, at, text: "first words, again 東京", calls, maxEdits: 9 }));
  await keep(store.pinMessage({ messageId: first, by: ann, at, isPinned: true, maxPins: 9 }));
  await keep(store.toggleReaction({ messageId: first, user: ben, emoji: "👍", at, maxEmoji: 9, maxUsers: 9 }));
  await keep(store.deleteMessage({ messageId: third, by: eve, at }));
  await keep(store.createReport({ about: { messageId: second }, by: eve, at, text: "look", maxOpen: 9 }));
  await keep(store.markRead({ userId: eve.id, roomId, messageId: second }));
  await keep(store.setMute({ userId: ben.id, roomId, until: forever }));
  await keep(store.block({ userId: ben.id, otherId: eve.id, maxBlocks: 9 }));
  await keep(store.banFromServer({ userId: ben.id, by: ann, at, reason: "loud", until: null }));
  await keep(store.deleteAccount({ userId: eve.id, passwordHash: "x", at, shownAs: "Deleted account", erase: true }));
  // A file that nobody attached, and then none: its bytes are released.
  await keep(store.saveFile({ ...about, id: "gone file", hash: "k3", previewHash: null, createdAt: 1, image: null }));
  await keep(store.deleteUnattachedFiles(2, 10));
  return answers;
}
