import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { create } from "../index.ts";
import { connected, served } from "../testing/nodes.ts";
import { greet, ScriptedServer } from "../testing/scripted-server.ts";
import { heard, journalHas } from "../testing/suite.ts";
import { type SuiteApp, suiteApp } from "../testing/suite-app.ts";

const zo = create();
const routes = {
  note: zo.message.incoming({ payload: z.string() }),
  feed: zo.subscription({ input: z.object({ n: z.unknown() }), event: z.number() }),
};

interface Opened {
  readonly id: number;
  readonly credit: number;
  readonly after?: string;
}

const openedIn = (frames: readonly string[]): Opened[] =>
  frames.filter((frame) => frame.includes('"type":"feed"')).map((frame) => JSON.parse(frame));

test("a stream that starts in a listener of the opening starts once", async () => {
  for (const on of ["onOpen", "onConnectionState"] as const) {
    await using node = await served(suiteApp());
    using client = connected<SuiteApp>(node.url);
    const events = await new Promise<number[]>((resolve) => {
      const stop = client[on](() => {
        stop();
        resolve(Array.fromAsync(client.subscribe.stream.count({ to: 3 })));
      });
    });
    assert.deepEqual(events, [1, 2, 3]);
    const journal = await journalHas(client, "made 3");
    assert.equal(journal.filter((line) => line === "made 1").length, 1, on);
  }
});

test("a stream that is given up in the queue leaves it: it takes nobody's place and is never sent", async () => {
  await using server = await ScriptedServer.start(greet);
  const errors: string[] = [];
  using client = connected<typeof routes>(server.url, {
    queueSize: 1,
    queueDrops: "newest",
    onError: ({ code }) => errors.push(code),
  });
  for (const end of ["abort", "return"] as const) {
    const abort = new AbortController();
    const events = client.subscribe.feed({ n: 1 }, { signal: abort.signal })[Symbol.asyncIterator]();
    if (end === "abort") abort.abort();
    else await events.return?.();
    assert.deepEqual(await events.next(), { value: undefined, done: true });
  }
  client.send.note("kept");
  await server.until(() => server.frames.length === 2);
  assert.deepEqual(server.frames, ['{"type":"zo.hello"}', '{"type":"note","payload":"kept"}']);
  assert.deepEqual(errors, []);
});

test("an input that cannot cross the wire throws at its caller, and what waits beside it is sent", async () => {
  await using server = await ScriptedServer.start(greet);
  using client = connected<typeof routes>(server.url);
  assert.throws(() => client.subscribe.feed({ n: () => 1 }), /payload\.n is a function/);
  const input = { n: 1 as unknown };
  const events = client.subscribe.feed(input)[Symbol.asyncIterator]();
  void events.next();
  // What it asks for was said when it was made.
  input.n = () => 1;
  client.send.note("beside");
  await server.until(() => server.frames.length === 3);
  assert.equal(openedIn(server.frames).length, 1);
  await events.return?.();
});

test("readers who ask for several events at once get them in the order in which they asked", async () => {
  await using node = await served(suiteApp());
  using client = connected<SuiteApp>(node.url);
  const events = client.subscribe.stream.count({ to: 2 })[Symbol.asyncIterator]();
  const asked = [events.next(), events.next(), events.next(), events.next()];
  assert.deepEqual(
    (await Promise.all(asked)).map(({ value }) => value),
    [1, 2, undefined, undefined],
  );
});

test("S5: a reader who stands still has no more than its credit kept for it, however often the connection goes", async () => {
  let next = 0;
  await using server = await ScriptedServer.start((socket, frame) => {
    greet(socket, frame);
    const [opened] = openedIn([frame]);
    if (opened === undefined) return;
    // A server that uses all the credit it gets, and then goes.
    for (let sent = 0; sent < opened.credit; sent++) {
      next += 1;
      socket.send(`{"type":"zo.event","id":${opened.id},"payload":${next},"token":"${next}"}`);
    }
    socket.close(1001);
  });
  using client = connected<typeof routes>(server.url);
  const opening = (): Promise<void> => new Promise((resolve) => client.onOpen(resolve));
  const events = client.subscribe.feed({ n: 1 }, { credit: 3 })[Symbol.asyncIterator]();
  const first = await events.next();
  assert.equal(first.value, 1);
  await server.until(() => openedIn(server.frames).length === 2);
  await heard(client.onClose);
  for (let round = 0; round < 5; round++) {
    client.reconnect();
    await opening();
  }
  // One was read, so one more was asked for; then no more.
  assert.deepEqual(
    openedIn(server.frames).map(({ credit, after }) => [credit, after]),
    [
      [3, undefined],
      [1, "3"],
    ],
  );
  assert.deepEqual([(await events.next()).value, (await events.next()).value, (await events.next()).value], [2, 3, 4]);
  assert.equal((await events.next()).value, 5);
  await events.return?.();
});
