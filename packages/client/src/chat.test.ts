import assert from "node:assert/strict";
import { test } from "node:test";
import type { ChatOptions } from "./options.ts";
import { calm, Device } from "./testing/device.ts";
import { PaperNet } from "./testing/paper-net.ts";
import { refusal, World, type WorldBounds } from "./testing/world.ts";

/** Ann and Ben in two rooms. */
export function party(options: Partial<ChatOptions> = {}, bounds: Partial<WorldBounds> = {}) {
  const world = new World(bounds);
  for (const id of ["den", "hall"]) world.makeRoom(id, ["ann", "ben"]);
  const net = new PaperNet(world);
  const [ann, ben] = ["ann", "ben"].map((name) => new Device(net, name, name, options));
  assert.ok(ann && ben);
  return { world, net, ann, ben, calm: () => calm(net, [ann, ben]) };
}

const textsOf = (device: Device, roomId: string) =>
  device.chat
    .room(roomId)
    .get()
    .messages.map(({ text, state }) => (state === "sent" ? text : `${text} (${state})`));

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
  const { ann, calm, net, world } = party();
  ann.chat.room("den").subscribe(() => undefined);
  await calm();
  ann.send("den", "hello");
  for (const line of net.linesOf("ann")) line.lastWords();
  world.refuses = () => undefined;
  for (let step = 0; step < 20; step++) {
    await new Promise((resolve) => setImmediate(resolve));
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
