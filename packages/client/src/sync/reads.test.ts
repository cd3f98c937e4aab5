import assert from "node:assert/strict";
import { test } from "node:test";
import { turn } from "../testing/paper-net.ts";
import { party } from "../testing/party.ts";

type Party = ReturnType<typeof party>;

const says = ({ world }: Party, ...texts: readonly string[]) =>
  texts.map((text) => world.post({ roomId: "den", userId: "ben", text }).id);

function countsOf({ ann }: Party): readonly (number | undefined)[] {
  const { unread, mentions, readTo } = ann.chat.room("den").get();
  return [unread, mentions, readTo];
}

test("what others say is unread, and a mention where it calls; marking it read is told to all of the user's devices", async () => {
  const it = party();
  await it.calm();
  const [first = 0, second = 0] = says(it, "one", "two @room");
  await it.calm();
  assert.deepEqual(countsOf(it), [2, 1, 0]);
  it.world.mark("den", "ann", first);
  await it.calm();
  assert.deepEqual(countsOf(it), [1, 1, first]);
  it.ann.chat.room("den").subscribe(() => undefined);
  await it.calm();
  it.ann.chat.room("den").markRead();
  await it.calm();
  assert.deepEqual(countsOf(it), [0, 0, second]);
});

test("an unread message that is deleted is counted no more; a read one changes nothing", async () => {
  const it = party();
  await it.calm();
  const [first = 0, second = 0] = says(it, "one", "two");
  it.world.mark("den", "ann", first);
  await it.calm();
  it.world.delete("ben", first);
  await it.calm();
  assert.deepEqual(countsOf(it), [1, 0, first]);
  it.world.delete("ben", second);
  await it.calm();
  assert.deepEqual(countsOf(it), [0, 0, first]);
});

test("a room that nobody looked at is marked as a whole", async () => {
  const it = party();
  await it.calm();
  const ids = says(it, "one", "two");
  await it.calm();
  it.ann.chat.room("den").markRead();
  await it.calm();
  assert.deepEqual(countsOf(it), [0, 0, ids.at(-1)]);
});

test("marks that follow each other quickly are one or two calls, and the last one holds", async () => {
  const it = party();
  await it.calm();
  let marks = 0;
  it.world.refuses = (route) => {
    if (route === "reads.mark") marks += 1;
    return undefined;
  };
  const ids = says(it, "one", "two", "three", "four");
  await it.calm();
  for (const id of ids) it.ann.chat.room("den").markRead(id);
  await it.calm();
  assert.deepEqual([marks, countsOf(it)], [2, [0, 0, ids.at(-1)]]);
});

test("a mark that is told before the room's standing is not undone by it", async () => {
  const it = party();
  await turn();
  for (const line of it.net.linesOf("ann")) line.deliver(2);
  await turn();
  const [id = 0] = says(it, "one");
  it.world.mark("den", "ann", id);
  await it.calm();
  assert.deepEqual(countsOf(it), [0, 0, id]);
});

test("who is blocked does not count, from the first connection on, and counts again when they no longer are", async () => {
  const it = party();
  says(it, "one");
  it.world.block("ann", ["ben"]);
  await turn();
  for (const line of it.net.linesOf("ann")) line.deliver(2);
  await turn();
  await it.calm();
  says(it, "two");
  await it.calm();
  assert.deepEqual([countsOf(it)[0], [...it.ann.chat.blocked.get()]], [0, ["ben"]]);
  it.world.block("ann", []);
  await it.calm();
  assert.deepEqual([countsOf(it)[0], [...it.ann.chat.blocked.get()]], [2, []]);
});
