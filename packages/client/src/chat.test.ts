import assert from "node:assert/strict";
import { test } from "node:test";
import { ChatError } from "./base/errors.ts";
import type { Connection } from "./options.ts";
import { turn } from "./testing/paper-net.ts";
import { party, textsOf } from "./testing/party.ts";
import { refusal } from "./testing/world.ts";

test("a message is shown at once, becomes the real one, and reaches the others", async () => {
  const { ann, ben, calm, net } = party();
  for (const { chat } of [ann, ben]) chat.room("den").subscribe(() => undefined);
  await calm();
  ann.send("den", "hello");
  assert.deepEqual(textsOf(ann, "den"), ["hello (sending)"]);
  const [pending] = ann.chat.room("den").get().messages;
  await calm();
  assert.deepEqual([textsOf(ann, "den"), textsOf(ben, "den")], [["hello"], ["hello"]]);
  assert.equal(ann.chat.room("den").get().messages[0]?.key, pending?.key);
  net.cut();
  ann.send("den", "offline");
  assert.deepEqual(textsOf(ann, "den"), ["hello", "offline (queued)"]);
  await calm();
  assert.deepEqual(textsOf(ben, "den"), ["hello", "offline"]);
});

test("one's own message never shows twice when its event comes before its answer", async () => {
  const { ann, calm, net } = party();
  ann.chat.room("den").subscribe(() => undefined);
  await calm();
  ann.send("den", "hello");
  for (const line of net.linesOf("ann")) line.lastWords();
  for (let step = 0; step < 20; step++) {
    await turn();
    for (const line of net.linesOf("ann")) line.deliver(1);
    assert.equal(textsOf(ann, "den").length, 1);
  }
  assert.deepEqual(textsOf(ann, "den"), ["hello"]);
});

test("what the server refuses fails with its reason, and can be retried or discarded", async () => {
  const { ann, calm, world } = party();
  await calm();
  world.refuses = (route) => (route === "messages.send" ? refusal("archived") : undefined);
  ann.send("den", "hello");
  await calm();
  const [failed] = ann.chat.room("den").get().messages;
  assert.ok(failed?.state === "failed");
  assert.equal(failed.error?.reason, "archived");
  world.refuses = () => undefined;
  const again = ann.chat.room("den").retry(failed.key);
  await calm();
  assert.equal((await again?.sent)?.text, "hello");
  assert.equal(ann.chat.room("den").discard(failed.key), false);
});

test("a send that is refused for now is repeated, and no later one overtakes it", async () => {
  const { ann, ben, calm, world } = party();
  ben.chat.room("den").subscribe(() => undefined);
  await calm();
  let refused = 0;
  world.refuses = (route) => {
    if (route !== "messages.send" || refused >= 3) return undefined;
    refused += 1;
    return refusal("rate_limited", 700);
  };
  for (const text of ["one", "two", "three"]) ann.send("den", text);
  ann.send("hall", "elsewhere");
  await calm();
  assert.deepEqual([refused, textsOf(ben, "den")], [3, ["one", "two", "three"]]);
});

test("bounds.outbox: so many sends wait, the next one throws queue_full", async () => {
  const { ann } = party({ bounds: { outbox: 2 } });
  for (const text of ["one", "two"]) ann.send("den", text);
  assert.throws(
    () => ann.chat.room("den").send("three"),
    (error) => error instanceof ChatError && error.reason === "queue_full",
  );
});

test("the connection's states are told, with why and when it is tried again", async () => {
  const { ann, calm, net } = party();
  const states: Connection[] = [];
  ann.chat.connection.subscribe((connection) => states.push(connection));
  await calm();
  net.cut("ann", 4001, "reading too slowly");
  await turn();
  const offline = ann.chat.connection.get();
  assert.ok(offline.state === "offline" && offline.nextTryAt !== undefined && offline.nextTryAt > Date.now());
  assert.deepEqual([offline.why, offline.code], ["reading too slowly", 4001]);
  await calm();
  assert.deepEqual(
    states.map(({ state }) => state).filter((state, at, all) => state !== all[at - 1]),
    ["catching_up", "online", "offline", "connecting", "catching_up", "online"],
  );
});

test("a session that ended closes the chat for good; what waits for it is told so; reconnect begins anew", async () => {
  const { ann, calm, net, world } = party();
  await calm();
  net.isUp = false;
  net.cut("ann", 4501, "session ended");
  assert.deepEqual(ann.chat.connection.get(), { state: "closed", why: "session ended", code: 4501 });
  await assert.rejects(ann.chat.room("den").loadOlder(), { reason: "closed" });
  ann.send("den", "later");
  net.isUp = true;
  ann.chat.reconnect();
  await calm();
  assert.deepEqual(
    world.messagesOf("den").map(({ text }) => text),
    ["later"],
  );
});

test("credentials are asked at each connection; none means signed out", async () => {
  const asked: number[] = [];
  const credentials = async () => (asked.push(1) < 3 ? { token: "ann" } : undefined);
  const { ann, calm, net, world } = party({ credentials });
  world.makeRoom("yard", ["ann"]);
  await calm();
  assert.equal(ann.chat.me.get()?.id, "ann");
  net.cut();
  await turn();
  ann.life.clock.advance(10_000);
  await net.settle();
  const { state, ...why } = ann.chat.connection.get();
  assert.deepEqual([state, why], ["closed", { why: "signed_out", code: 1000 }]);
});

test("an event that was lost on the way is asked for at once: listeners hear all of it, in order", async () => {
  const { ann, calm, net, world } = party();
  await calm();
  net.swallows = (frame) => frame.includes('"text":"two"') && frame.includes("onEvent");
  for (const text of ["one", "two", "three"]) world.post({ roomId: "den", userId: "ben", text });
  await net.settle();
  net.swallows = () => false;
  const heard = ann.life.events.map((event) => (event.type === "posted" ? event.message.text : event.type));
  assert.deepEqual(heard, ["one", "two", "three"]);
});

test("who is too far behind is told so, and goes on from the newest messages", async () => {
  const { ann, calm, net, world } = party({}, { eventsPerRoom: 3, page: 2 });
  ann.chat.room("den").subscribe(() => undefined);
  await calm();
  net.cut("ann");
  for (const text of ["one", "two", "three", "four"]) world.post({ roomId: "den", userId: "ben", text });
  await calm();
  assert.deepEqual(ann.life.events, [{ type: "reset", roomId: "den", seq: 6 }]);
  assert.deepEqual([textsOf(ann, "den"), ann.chat.room("den").get().hasOlder], [["three", "four"], true]);
  await Promise.all([ann.chat.room("den").loadOlder(), net.settle()]);
  assert.deepEqual(textsOf(ann, "den"), ["one", "two", "three", "four"]);
});

test("who is removed keeps nothing of the room, and hears of it", async () => {
  const { ann, calm, world } = party();
  ann.chat.room("den").subscribe(() => undefined);
  world.post({ roomId: "den", userId: "ben", text: "secret" });
  await calm();
  assert.deepEqual(textsOf(ann, "den"), ["secret"]);
  world.remove("den", "ann");
  await calm();
  assert.deepEqual([textsOf(ann, "den"), ann.chat.room("den").get().isLive], [[], false]);
  assert.deepEqual(
    ann.chat.rooms.get().map(({ room }) => room.id),
    ["hall"],
  );
  assert.deepEqual(ann.life.events.slice(-2), [
    {
      type: "member_left",
      roomId: "den",
      seq: 4,
      at: 1005,
      user: { id: "ann", kind: "account", name: "ann" },
      reason: "removed",
    },
    { type: "gone", roomId: "den" },
  ]);
});

test("snapshots and their messages are the same objects until they change", async () => {
  const { ann, calm, world } = party();
  const room = ann.chat.room("den");
  room.subscribe(() => undefined);
  for (const text of ["one", "two"]) world.post({ roomId: "den", userId: "ben", text });
  await calm();
  const before = room.get();
  const rooms = ann.chat.rooms.get();
  assert.equal(room.get(), before);
  assert.equal(ann.chat.room("den"), room);
  world.react({ userId: "ben", id: before.messages[1]?.id ?? 0, emoji: "👍", isOn: true });
  await calm();
  assert.notEqual(room.get(), before);
  assert.equal(room.get().messages[0], before.messages[0]);
  assert.notEqual(room.get().messages[1], before.messages[1]);
  assert.equal(ann.chat.rooms.get()[1], rooms[1]);
});

test("bounds.roomsKept: windows that nobody looks at are let go, the one looked at longest ago first", async () => {
  const { ann, calm } = party({ bounds: { roomsKept: 1 } });
  await calm();
  for (const id of ["den", "hall"]) {
    const stop = ann.chat.room(id).subscribe(() => undefined);
    await calm();
    stop();
  }
  assert.deepEqual(
    ["den", "hall"].map((id) => ann.chat.room(id).get().isLoaded),
    [false, true],
  );
});

test("mentions are told to whom they call", async () => {
  const { ann, ben, calm } = party();
  const called: string[] = [];
  for (const { chat, name } of [ann, ben]) chat.on("mention", ({ text }) => called.push(`${name}: ${text}`));
  await calm();
  ben.send("den", "hello @room");
  await calm();
  assert.deepEqual(called, ["ann: hello @room"]);
});
