import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { keepIn, memoryStorage, webStorage } from "../storage.ts";
import { calm as allCalm, Device } from "../testing/device.ts";
import { PaperNet, turn } from "../testing/paper-net.ts";
import { party, textsOf } from "../testing/party.ts";
import { World } from "../testing/world.ts";

/** A storage that can be looked into. */
function openStorage() {
  const values = new Map<string, string>();
  const storage = webStorage({
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  });
  return { values, storage };
}

/** Ann alone in a room, with this storage. */
function alone(options: ConstructorParameters<typeof Device>[3]) {
  const world = new World();
  world.makeRoom("den", ["ann", "ben"]);
  const net = new PaperNet(world);
  const ann = new Device(net, "ann", "ann", options);
  return { world, net, ann, calm: () => allCalm(net, [ann]) };
}

test("what was queued is sent after a reload, once, also when it had arrived before", async () => {
  const { ann, calm, world, net } = alone({});
  ann.chat.room("den").subscribe(() => undefined);
  await calm();
  ann.send("den", "arrived");
  await turn();
  for (const line of net.linesOf("ann")) line.lastWords();
  await turn();
  net.isUp = false;
  ann.reload();
  ann.chat.room("den").subscribe(() => undefined);
  net.isUp = true;
  await calm();
  assert.deepEqual(textsOf(ann, "den"), ["arrived"]);
  assert.equal(world.messagesOf("den").length, 1);
});

test("with userId what is stored is shown before there is a connection, unsent messages too", async () => {
  const { ann, calm, world, net } = alone({ userId: "ann" });
  ann.chat.room("den").subscribe(() => undefined);
  world.post({ roomId: "den", userId: "ben", text: "hello" });
  await calm();
  await ann.chat.close();
  net.isUp = false;
  ann.reload();
  ann.send("den", "hi");
  await turn();
  assert.deepEqual(textsOf(ann, "den"), ["hello", "hi (queued)"]);
  assert.equal(ann.chat.me.get()?.id, "ann");
  assert.deepEqual(
    ann.chat.rooms.get().map(({ room }) => room.id),
    ["den"],
  );
});

test("nothing of one user is shown to, or sent by, another", async () => {
  const { storage } = openStorage();
  const { ann, calm, world, net } = alone({ storage, userId: "ann" });
  ann.chat.room("den").subscribe(() => undefined);
  await calm();
  net.isUp = false;
  net.cut();
  await ann.chat.room("den").send("ann's own").queued;
  await ann.chat.close();
  ann.kill();
  net.isUp = true;
  world.makeRoom("attic", ["ben"]);
  // Ben's token, where Ann's data was expected.
  const ben = new Device(net, "ben", "ben", { storage, userId: "ann" });
  await allCalm(net, [ben]);
  assert.equal(ben.chat.me.get()?.id, "ben");
  assert.deepEqual(
    ben.chat.rooms
      .get()
      .map(({ room }) => room.id)
      .sort(),
    ["attic", "den"],
  );
  assert.equal(world.messagesOf("den").length, 0);
  ben.kill();
  const again = new Device(net, "ann", "ann", { storage });
  await allCalm(net, [again]);
  assert.deepEqual(
    world.messagesOf("den").map(({ text, author }) => `${author.id}: ${text}`),
    ["ann: ann's own"],
  );
});

test("two tabs of a user keep their unsent messages in one place, and neither loses the other's", async () => {
  const { storage } = openStorage();
  const world = new World();
  world.makeRoom("den", ["ann"]);
  const net = new PaperNet(world);
  const tabs = ["tab 1", "tab 2"].map((name) => new Device(net, name, "ann", { storage }));
  await allCalm(net, tabs);
  net.isUp = false;
  net.cut();
  for (const { chat, name } of tabs) await chat.room("den").send(`from ${name}`).queued;
  for (const tab of tabs) tab.kill();
  net.isUp = true;
  const next = new Device(net, "tab 3", "ann", { storage });
  await allCalm(net, [next]);
  assert.deepEqual(
    world.messagesOf("den").map(({ text }) => text),
    ["from tab 1", "from tab 2"],
  );
});

test("what a storage holds that is not ours, or no longer whole, is ignored", async () => {
  const { values, storage } = openStorage();
  const { ann, calm } = alone({ storage });
  ann.chat.room("den").subscribe(() => undefined);
  await calm();
  ann.send("den", "kept");
  await calm();
  await ann.chat.close();
  ann.kill();
  const good = new Map(values);
  assert.ok(good.size >= 3);
  const broken = fc.tuple(
    fc.constantFrom(...good.keys()),
    fc.nat(400),
    fc.oneof(fc.json(), fc.string(), fc.constantFrom("", "null", "0", "[]")),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(broken, { minLength: 1, maxLength: 4 }), async (breaks) => {
      for (const [key, value] of good) values.set(key, value);
      for (const [key, at, text] of breaks) {
        const value = values.get(key) ?? "";
        // Cut off, overwritten, or with something else in its midst.
        values.set(
          key,
          at % 3 === 0 ? value.slice(0, at) : at % 3 === 1 ? text : value.slice(0, at) + text + value.slice(at + 7),
        );
      }
      const world = new World();
      world.makeRoom("den", ["ann"]);
      world.post({ roomId: "den", userId: "ann", text: "kept" });
      const net = new PaperNet(world);
      const device = new Device(net, "ann", "ann", { storage, userId: "ann" });
      device.chat.room("den").subscribe(() => undefined);
      await allCalm(net, [device]);
      const { messages } = device.chat.room("den").get();
      assert.ok(messages.length >= 1);
      device.kill();
    }),
    { numRuns: 60 },
  );
});

test("a storage that fails is told, keeps nobody from talking, and queued says so", async () => {
  const reasons: string[] = [];
  const fail = async (): Promise<never> => {
    throw new Error("quota");
  };
  const storage = keepIn({ get: fail, set: fail, delete: fail });
  const { ann, ben, calm } = party({ storage, onError: ({ reason }) => reasons.push(reason) });
  for (const { chat } of [ann, ben]) chat.room("den").subscribe(() => undefined);
  await calm();
  const { queued } = ann.chat.room("den").send("hello");
  await assert.rejects(queued, { reason: "storage" });
  await calm();
  assert.deepEqual(textsOf(ben, "den"), ["hello"]);
  assert.ok(reasons.includes("storage"));
});

test("forget leaves nothing behind", async () => {
  const { values, storage } = openStorage();
  const { ann, calm } = alone({ storage });
  ann.chat.room("den").subscribe(() => undefined);
  await calm();
  await ann.chat.room("den").send("hello").queued;
  ann.life.clock.advance(1_000);
  await turn();
  assert.ok(values.size > 0);
  await ann.chat.forget();
  assert.deepEqual([...values], []);
});

test("memoryStorage keeps what it was given", async () => {
  const storage = memoryStorage();
  const { ann, calm, world } = alone({ storage });
  await calm();
  world.post({ roomId: "den", userId: "ben", text: "before" });
  await calm();
  await ann.chat.close();
  world.post({ roomId: "den", userId: "ben", text: "meanwhile" });
  ann.reload();
  await calm();
  assert.deepEqual(
    ann.life.events.map((event) => (event.type === "posted" ? event.message.text : event.type)),
    ["meanwhile"],
  );
});
