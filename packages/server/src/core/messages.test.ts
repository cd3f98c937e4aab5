import assert from "node:assert/strict";
import { test } from "node:test";
import type { Person } from "../ports/model.ts";
import { createMemoryStore } from "../store/memory/memory-store.ts";
import { memoryChat, signUp } from "./testing/memory-chat.ts";
import { storeWith } from "./testing/store-with.ts";

const ann: Person = { id: "user_ann", kind: "address", name: "Ann" };
const toLounge = { roomId: "lounge", author: ann, membersOnly: false } as const;

test("text comes back exactly as it was sent, lone surrogates as U+FFFD", async () => {
  await using at = await memoryChat();
  const text = "  <b>\u0000\u202e e\u0301 \r\n😀 %s ';-- __proto__  ";
  assert.equal((await at.chat.messages.post({ ...toLounge, text })).text, text);
  assert.equal((await at.chat.messages.post({ ...toLounge, text: "a\ud800b" })).text, "a\ufffdb");
});

test("I8: a text has messageChars code points and not one more, and is not blank unless a file says it all", async () => {
  await using at = await memoryChat({ bounds: { messageChars: 5 } });
  const { messages } = at.chat;
  await messages.post({ ...toLounge, text: "😀".repeat(5) });
  await assert.rejects(messages.post({ ...toLounge, text: "😀".repeat(6) }), { code: "text_too_long" });
  for (const text of ["", " \t\r\n\u00a0\u3000\u2028\ufeff"])
    await assert.rejects(messages.post({ ...toLounge, text }), { code: "text_empty" });
  const owner = { bytes: Buffer.from("x"), name: "n", type: "t/t", owner: toLounge.author, address: "192.0.2.1" };
  const file = await at.chat.files.save(owner);
  assert.deepEqual((await messages.post({ ...toLounge, text: "", fileId: file.id })).file, file);
  const signed = await signUp(at.chat, "alice");
  await assert.rejects(messages.postPrivate({ author: signed.user, to: { name: "alice" }, text: " " }), { code: "text_empty" });
  await assert.rejects(messages.postPrivate({ author: signed.user, to: { name: "alice" }, text: "123456" }), {
    code: "text_too_long",
  });
});

test("I3: a send repeated with the same client key has one effect and returns the original message", async () => {
  await using at = await memoryChat();
  const { messages, feeds } = at.chat;
  let heard = 0;
  feeds.lounge.attach((events) => {
    heard += events.length;
  });
  const first = await messages.post({ ...toLounge, text: "once", clientKey: "k" });
  const second = await messages.post({ ...toLounge, text: "once", clientKey: "k" });
  assert.deepEqual(second, first);
  assert.equal(heard, 1);
  const other = await messages.post({ ...toLounge, author: { ...ann, id: "user_bob" }, text: "mine", clientKey: "k" });
  assert.notEqual(other.id, first.id);
});

test("I3: many repeats at once have one effect", async () => {
  await using at = await memoryChat();
  const all = await Promise.all(
    Array.from({ length: 20 }, () => at.chat.messages.post({ ...toLounge, text: "once", clientKey: "k" })),
  );
  assert.equal(new Set(all.map(({ id }) => id)).size, 1);
  assert.equal(at.chat.feeds.lounge.recent(100).length, 1);
});

test("I8: a client key has one to clientKeyChars characters", async () => {
  await using at = await memoryChat({ bounds: { clientKeyChars: 3 } });
  await at.chat.messages.post({ ...toLounge, text: "x", clientKey: "123" });
  for (const clientKey of ["", "1234"])
    await assert.rejects(at.chat.messages.post({ ...toLounge, text: "x", clientKey }), { code: "bad_request" });
});

test("I8: sendsPerMinute messages of one user are taken, posts and private ones together; one the dialect counted is not counted again", async () => {
  await using at = await memoryChat({ bounds: { sendsPerMinute: 3 } });
  const { messages } = at.chat;
  const { user } = await signUp(at.chat, "alice");
  await messages.post({ roomId: "lounge", author: user, text: "1", rate: "checked" });
  await messages.post({ roomId: "lounge", author: user, text: "1" });
  await messages.postPrivate({ author: user, to: { name: "alice" }, text: "2" });
  await messages.postPrivate({ author: user, to: { name: "nobody" }, text: "3" });
  await assert.rejects(messages.post({ roomId: "lounge", author: user, text: "4" }), {
    code: "rate_limited",
    retryAfterMs: 60_000,
  });
  await assert.rejects(messages.postPrivate({ author: user, to: { name: "nobody" }, text: "4" }), { code: "rate_limited" });
  await messages.post({ ...toLounge, text: "somebody else" });
});

test("I8: togglesPerMinute reactions of one user are taken", async () => {
  await using at = await memoryChat({ bounds: { togglesPerMinute: 2 } });
  const { id } = await at.chat.messages.post({ ...toLounge, text: "x" });
  const toggle = () => at.chat.messages.toggleReaction({ messageId: id, user: ann, emoji: "👍" });
  await toggle();
  await toggle();
  await assert.rejects(toggle(), { code: "rate_limited" });
});

test("I8: a message holds emojiPerMessage emoji and usersPerEmoji users on each", async () => {
  await using at = await memoryChat({ bounds: { emojiPerMessage: 2, usersPerEmoji: 2 } });
  const { id } = await at.chat.messages.post({ ...toLounge, text: "x" });
  const toggle = (userId: string, emoji: string) =>
    at.chat.messages.toggleReaction({ messageId: id, user: { ...ann, id: userId }, emoji });
  for (const [user, emoji] of [
    ["a", "👍"],
    ["b", "👍"],
    ["a", "🎉"],
  ] as const)
    await toggle(user, emoji);
  await assert.rejects(toggle("c", "👍"), { code: "too_many_reactions" });
  await assert.rejects(toggle("a", "🔥"), { code: "too_many_reactions" });
  await toggle("a", "🎉");
  await toggle("a", "🔥");
});

test("nobody posts under the name of an account, in any spelling; nor in a room they are not a member of, when that is asked", async () => {
  await using at = await memoryChat();
  await signUp(at.chat, "alice");
  await assert.rejects(at.chat.messages.post({ ...toLounge, author: { ...ann, name: "ＡＬＩＣＥ" }, text: "x" }), {
    code: "name_taken",
  });
  await assert.rejects(at.chat.messages.post({ roomId: "lounge", author: ann, text: "x" }), { code: "not_found" });
});

test("I5: a room or message that is not the caller's is refused exactly like one that does not exist", async () => {
  await using at = await memoryChat();
  const { messages, rooms } = at.chat;
  const [alice, bobby, carol] = [await signUp(at.chat, "alice"), await signUp(at.chat, "bobby"), await signUp(at.chat, "carol")];
  const room = await rooms.openDirect(alice.user, bobby.user.id);
  const { id } = await messages.post({ roomId: room.id, author: alice.user, text: "secret" });
  const refusal = async (work: Promise<unknown>) => {
    const error: unknown = await work.then(
      () => assert.fail("allowed"),
      (reason: unknown) => reason,
    );
    return error instanceof Error ? { ...error, message: error.message } : error;
  };
  const author = carol.user;
  for (const membersOnly of [true, false]) {
    assert.deepEqual(
      await refusal(messages.post({ roomId: room.id, author, text: "x", membersOnly })),
      await refusal(messages.post({ roomId: "nowhere", author, text: "x", membersOnly })),
    );
  }
  const toggle = (messageId: number) => refusal(messages.toggleReaction({ messageId, user: author, emoji: "👍" }));
  for (const messageId of [id + 1_000, 0, -1, 1.5, Number.NaN, 2 ** 60])
    assert.deepEqual(await toggle(id), await toggle(messageId));
  const info = (roomId: string) => refusal(rooms.info(author, roomId));
  assert.deepEqual(await info(room.id), await info("nowhere"));
});

test("what cannot be a message id never reaches the store", async () => {
  const store = storeWith(createMemoryStore(), { toggleReaction: () => assert.fail("asked") });
  await using at = await memoryChat({ store });
  for (const messageId of [1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
    await assert.rejects(at.chat.messages.toggleReaction({ messageId, user: ann, emoji: "👍" }), { code: "not_found" });
  }
});

test("a private message to nobody is answered alike, after the same write", async () => {
  const memory = createMemoryStore();
  const asked: string[] = [];
  const store = storeWith(memory, {
    postPrivate: (post) => {
      asked.push(post.toNameKey);
      return memory.postPrivate(post);
    },
  });
  await using at = await memoryChat({ store });
  const { user } = await signUp(at.chat, "alice");
  for (const toName of ["alice", "nobody", "", "x".repeat(100_000)]) {
    assert.equal(await at.chat.messages.postPrivate({ author: user, to: { name: toName }, text: "x" }), undefined);
  }
  assert.deepEqual(asked, ["alice", "nobody", "", ""]);
});

test("a private message to a name goes to the account that has it, else to the guest who is in under it, else to nobody", async () => {
  await using at = await memoryChat();
  const { messages, guests, accounts } = at.chat;
  const { user: alice } = await signUp(at.chat, "alice");
  const guest = await guests.enter({ clientId: "c1", name: "bobby" });
  const textsOf = async (userId: string) => (await Array.fromAsync(messages.after(userId, 0))).flat().map(({ text }) => text);
  const toBobby = (text: string) => messages.postPrivate({ author: alice, to: { name: "BOBBY" }, text });
  await toBobby("to the guest");
  const { user: bob } = await signUp(at.chat, "carol");
  await accounts.setDisplayName(bob, "bobby");
  await toBobby("to the account");
  assert.deepEqual(await textsOf(guest.id), ["to the guest"]);
  assert.deepEqual(await textsOf(bob.id), ["to the account"]);
  await messages.postPrivate({ author: alice, to: { userId: guest.id }, text: "by id" });
  guests.leave(guest);
  await messages.postPrivate({ author: alice, to: { userId: guest.id }, text: "away" });
  assert.deepEqual(await textsOf(guest.id), ["to the guest", "by id", "away"]);
});

test("I5: who comes in under a guest's name later gets what is written to the name from then on, and nothing from before", async () => {
  await using at = await memoryChat();
  const { messages, guests } = at.chat;
  const { user: alice } = await signUp(at.chat, "alice");
  const write = (text: string) => messages.postPrivate({ author: alice, to: { name: "bobby" }, text });
  const first = await guests.enter({ clientId: "c1", name: "bobby" });
  await write("first");
  guests.leave(first);
  await write("nobody");
  const second = await guests.enter({ clientId: "c2", name: "bobby" });
  await write("second");
  for (const [guest, text] of [
    [first, "first"],
    [second, "second"],
  ] as const) {
    const kept = (await Array.fromAsync(messages.after(guest.id, 0))).flat();
    assert.deepEqual(
      kept.map((message) => message.text),
      [text],
    );
  }
});

test("a guest whose name an account took is refused in private as in public, whoever it is for", async () => {
  await using at = await memoryChat();
  const guest = await at.chat.guests.enter({ clientId: "c1", name: "bobby" });
  await signUp(at.chat, "bobby");
  for (const name of ["bobby", "nobody"]) {
    const refused = at.chat.messages.postPrivate({ author: guest, to: { name }, text: "x" });
    await assert.rejects(refused, { code: "name_taken" });
  }
});

test("I8, I9: after yields pages of pageSize, oldest first, all and nothing else, also what comes while reading", async () => {
  await using at = await memoryChat({ bounds: { pageSize: 4 }, limitsOn: false });
  const { messages } = at.chat;
  const { user } = await signUp(at.chat, "alice");
  const ids: number[] = [];
  const post = async (text: string) => ids.push((await messages.post({ roomId: "lounge", author: user, text })).id);
  for (let i = 0; i < 8; i++) await post(`${i}`);
  const pages: number[][] = [];
  for await (const page of messages.after(user.id, 0)) {
    pages.push(page.map(({ id }) => id));
    if (pages.length === 2) await post("late");
  }
  assert.deepEqual(
    pages.map((page) => page.length),
    [4, 4, 1],
  );
  assert.deepEqual(pages.flat(), ids);
  const later = await Array.fromAsync(messages.after(user.id, ids[7] ?? 0));
  assert.deepEqual(
    later.flat().map(({ id }) => id),
    [ids[8]],
  );
  assert.deepEqual(await Array.fromAsync(messages.after("nobody", 0)), []);
});
