import assert from "node:assert/strict";
import { test } from "node:test";
import type { Seq } from "../ports/model.ts";
import { StoreError } from "../ports/store.ts";
import { createMemoryStore } from "../store/memory/memory-store.ts";
import { createRoomStreams } from "./room-streams.ts";
import { memoryChat } from "./testing/memory-chat.ts";
import { storeWith } from "./testing/store-with.ts";

async function scene() {
  const memory = createMemoryStore();
  const broken = { is: false };
  const store = storeWith(memory, {
    snapshot: (...args) => (broken.is ? Promise.reject(new StoreError("busy", "locked")) : memory.snapshot(...args)),
  });
  const at = await memoryChat({ store });
  const account = { id: "ann", name: "ann", nameKey: "ann", email: null, emailKey: null, passwordHash: "", at: 0, joins: [] };
  const created = await store.createAccount(account);
  assert.ok(created.kind === "created");
  const room = await at.chat.rooms.create(created.user, { kind: "private", name: "Kitchen" });
  const say = (text: string) => at.chat.messages.post({ roomId: room.id, author: created.user, text });
  const streams = createRoomStreams({ ...at, bounds: at.chat.bounds });
  return { at, room, say, streams, broken, [Symbol.asyncDispose]: () => at.chat.close() };
}

test("a stream's position is where it was opened, then that of the last event told, also for who listens to it", async () => {
  await using on = await scene();
  await on.say("before");
  const { stream } = await on.streams.hold(on.room.id);
  assert.equal(stream.position, 2);
  const seen: [Seq, Seq | undefined][] = [];
  stream.attach((events) => seen.push([stream.position, events.at(-1)?.seq]));
  await on.say("one");
  await on.say("two");
  assert.deepEqual(seen, [
    [3, 3],
    [4, 4],
  ]);
  assert.equal(stream.position, 4);
});

test("a room is one stream for all who hold it at once, and over when the last lets go", async () => {
  await using on = await scene();
  const [first, second] = await Promise.all([on.streams.hold(on.room.id), on.streams.hold(on.room.id)]);
  assert.equal(first.stream, second.stream);
  first.release();
  await on.say("one");
  assert.equal(second.stream.position, 2);
  second.release();
  await on.say("two");
  assert.equal(second.stream.position, 2);
  assert.equal((await on.streams.hold(on.room.id)).stream.position, 3);
});

test("a room that could not be opened is no room held: the next to ask opens it", async () => {
  await using on = await scene();
  on.broken.is = true;
  await assert.rejects(on.streams.hold(on.room.id), { code: "busy" });
  on.broken.is = false;
  assert.equal((await on.streams.hold(on.room.id)).stream.position, 1);
});
