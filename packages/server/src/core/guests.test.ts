import assert from "node:assert/strict";
import { test } from "node:test";
import { StoreError } from "../ports/store.ts";
import { createMemoryStore } from "../store/memory/memory-store.ts";
import { memoryChat, signUp } from "./testing/memory-chat.ts";
import { storeWith } from "./testing/store-with.ts";

test("a guest has the id of their client and the name they gave", async () => {
  await using at = await memoryChat();
  const guest = await at.chat.guests.enter({ clientId: "c1", name: "Guest 😀" });
  assert.deepEqual([guest.id, guest.kind, guest.name], ["guest_c1", "guest", "Guest 😀"]);
  await assert.rejects(at.chat.guests.enter({ clientId: "c2", name: "x" }), { code: "name_invalid" });
});

test("a guest gets no name of an account, nor one that another guest who is in has, by any spelling", async () => {
  await using at = await memoryChat();
  const { guests } = at.chat;
  await signUp(at.chat, "alice");
  await assert.rejects(guests.enter({ clientId: "c1", name: "Ａlice" }), { code: "name_taken" });
  await guests.enter({ clientId: "c1", name: "bobby" });
  await assert.rejects(guests.enter({ clientId: "c2", name: "BOB\u200dBY" }), { code: "name_taken" });
});

test("of two guests who want one name at once, exactly one gets it", async () => {
  await using at = await memoryChat();
  const outcomes = await Promise.allSettled(["c1", "c2"].map((clientId) => at.chat.guests.enter({ clientId, name: "bobby" })));
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ["fulfilled", "rejected"],
  );
});

test("a name is free when its guest has left as often as they came", async () => {
  await using at = await memoryChat();
  const { guests } = at.chat;
  const first = await guests.enter({ clientId: "c1", name: "bobby" });
  const second = await guests.enter({ clientId: "c1", name: "bobby" });
  guests.leave(first);
  await assert.rejects(guests.enter({ clientId: "c2", name: "bobby" }), { code: "name_taken" });
  guests.leave(second);
  guests.leave(second);
  assert.equal((await guests.enter({ clientId: "c2", name: "bobby" })).id, "guest_c2");
});

test("the last name wins and the one before is free", async () => {
  await using at = await memoryChat();
  const { guests } = at.chat;
  const first = await guests.enter({ clientId: "c1", name: "bobby" });
  const second = await guests.enter({ clientId: "c1", name: "robert" });
  await guests.enter({ clientId: "c2", name: "bobby" });
  await assert.rejects(guests.enter({ clientId: "c3", name: "robert" }), { code: "name_taken" });
  guests.leave(second);
  guests.leave(first);
  await guests.enter({ clientId: "c3", name: "robert" });
});

test("a guest who leaves while another enter of theirs waits keeps nothing but what that one brings", async () => {
  await using at = await memoryChat();
  const { guests } = at.chat;
  const first = await guests.enter({ clientId: "c1", name: "bobby" });
  const entering = guests.enter({ clientId: "c1", name: "robert" });
  guests.leave(first);
  await guests.enter({ clientId: "c2", name: "bobby" });
  const second = await entering;
  await assert.rejects(guests.enter({ clientId: "c3", name: "robert" }), { code: "name_taken" });
  guests.leave(second);
  await guests.enter({ clientId: "c3", name: "robert" });
});

test("a name is free again when the store refused its guest", async () => {
  const memory = createMemoryStore();
  let down = true;
  const store = storeWith(memory, {
    saveGuest: (guest) => (down ? Promise.reject(new StoreError("full", "disk full")) : memory.saveGuest(guest)),
  });
  await using at = await memoryChat({ store, bounds: { guestsOnline: 1 } });
  await assert.rejects(at.chat.guests.enter({ clientId: "c1", name: "bobby" }), { code: "unavailable" });
  down = false;
  await at.chat.guests.enter({ clientId: "c2", name: "bobby" });
});

test("I8: guestsOnline are let in, one more is overloaded until one leaves", async () => {
  await using at = await memoryChat({ bounds: { guestsOnline: 2 } });
  const { guests } = at.chat;
  const first = await guests.enter({ clientId: "c1", name: "guest1" });
  await guests.enter({ clientId: "c2", name: "guest2" });
  await assert.rejects(guests.enter({ clientId: "c3", name: "guest3" }), { code: "overloaded" });
  await guests.enter({ clientId: "c2", name: "guest2" });
  guests.leave(first);
  await guests.enter({ clientId: "c3", name: "guest3" });
});

test("a guest is found by name, in any spelling, from when they are in until they go or take another", async () => {
  await using at = await memoryChat();
  const { guests } = at.chat;
  const entering = guests.enter({ clientId: "c1", name: "bobby" });
  assert.equal(guests.named("bobby"), null, "not in yet");
  const first = await entering;
  for (const name of ["bobby", "BOB\u200dBY"]) assert.equal(guests.named(name), "guest_c1");
  await guests.enter({ clientId: "c1", name: "robert" });
  assert.deepEqual([guests.named("bobby"), guests.named("robert")], [null, "guest_c1"]);
  guests.leave(first);
  guests.leave(first);
  for (const name of ["robert", "", "x".repeat(1_000), "__proto__"]) assert.equal(guests.named(name), null);
});

test("I5: the client id from a secret is the same for ever, another for another secret, and no way back to it", async () => {
  await using at = await memoryChat();
  const { guests } = at.chat;
  const id = guests.clientIdFrom("mine");
  assert.match(id, /^secret\.[0-9a-f]{32}$/);
  assert.equal(guests.clientIdFrom("mine"), id);
  assert.notEqual(guests.clientIdFrom("yours"), id);
  assert.notEqual(guests.clientIdFrom(id), id, "saying what is shown does not help");
  await using other = await memoryChat();
  assert.notEqual(other.chat.guests.clientIdFrom("mine"), id, "made with the store's own key");
});

test("a guest's client id is not the id of an account, in capitals either", async () => {
  await using at = await memoryChat();
  const { user } = await signUp(at.chat, "alice");
  for (const clientId of [user.id, user.id.toUpperCase()])
    await assert.rejects(at.chat.guests.enter({ clientId, name: "bobby" }), { code: "name_invalid" });
});
