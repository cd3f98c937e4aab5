import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { create, Hub, ZoError } from "../index.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { nobody, openPaper } from "../testing/paper-socket.ts";

const zo = create();
const empty = zo.router({}, {});

test("K3: pinged after pingIntervalMs of silence, cut pongTimeoutMs later; whatever is heard starts it anew", async () => {
  const clock = new ManualClock();
  const hub = new Hub<object>(empty, { clock, bounds: { pingIntervalMs: 1_000, pongTimeoutMs: 400 } });
  const { socket, peer } = await openPaper(hub);
  clock.advance(999);
  assert.deepEqual(socket.log, []);
  clock.advance(1);
  assert.deepEqual(socket.log, ["ping"]);
  clock.advance(399);
  peer.alive();
  clock.advance(1_000);
  assert.deepEqual(socket.log, ["ping"]);
  clock.advance(200);
  assert.deepEqual(socket.log, ["ping", "ping"]);
  clock.advance(800);
  assert.deepEqual(socket.log, ["ping", "ping", "close 4003", "terminate"]);
  peer.closed();
  await hub.close();
});

test("closeGraceMs: a socket that does not close is cut; one that does is not", async () => {
  const clock = new ManualClock();
  const hub = new Hub<object>(empty, { clock, bounds: { closeGraceMs: 100 } });
  const [stuck, fine] = [await openPaper(hub), await openPaper(hub)];
  const closing = hub.close();
  fine.peer.closed();
  clock.advance(99);
  assert.deepEqual(stuck.socket.log, ["close 1001"]);
  clock.advance(1);
  assert.deepEqual(stuck.socket.log, ["close 1001", "terminate"]);
  assert.deepEqual(fine.socket.log, ["close 1001"]);
  stuck.peer.closed();
  await closing;
});

test("close may be called again while it waits: both callers hear when all are gone", async () => {
  const hub = new Hub<object>(empty, { clock: new ManualClock() });
  const { peer } = await openPaper(hub);
  const closings = [hub.close(), hub.close()];
  peer.closed();
  await Promise.all(closings);
});

test("a connection that closes is read on, so that the other side's answer is seen", async () => {
  const held = Promise.withResolvers<void>();
  const app = zo.router({ hold: zo.message.incoming({ payload: z.unknown() }) }, { hold: () => held.promise });
  const hub = new Hub<object>(app, { clock: new ManualClock(), bounds: { queuedFrames: 1 } });
  const { socket, peer } = await openPaper(hub);
  for (let count = 0; count < 2; count++) peer.message('{"type":"hold","payload":1}');
  assert.deepEqual(socket.log, ["pause"]);
  const closing = hub.close();
  assert.deepEqual(socket.log, ["pause", "resume", "close 1001"]);
  held.resolve();
  peer.closed();
  await closing;
  assert.equal(socket.log.length, 3);
});

test("concurrentFrames: so many of concurrent routes run beside each other, given up or not; the next is overloaded", async () => {
  const gates: (() => void)[] = [];
  const hold = () => new Promise<void>((resolve) => gates.push(resolve));
  const routes = {
    note: zo.message.incoming({ payload: z.unknown(), concurrent: true }),
    ask: zo.procedure({ input: z.unknown(), output: z.void(), concurrent: true }),
  };
  const hub = new Hub<object>(zo.router(routes, { note: hold, ask: hold }), {
    clock: new ManualClock(),
    bounds: { concurrentFrames: 2 },
  });
  const { socket, peer } = await openPaper(hub);
  peer.message('{"type":"note","payload":1}');
  // Its handler does not heed that it is given up.
  for (const text of ['{"type":"ask","id":1,"payload":1}', '{"type":"zo.stop","id":1}']) peer.message(text);
  peer.message('{"type":"note","payload":1}');
  peer.message('{"type":"ask","id":2,"payload":1}');
  assert.deepEqual(
    socket.log.map((text) => JSON.parse(text)).map(({ id, payload }) => [id, payload.code]),
    [
      [undefined, "overloaded"],
      [2, "overloaded"],
    ],
  );
  for (const open of gates) open();
  await new Promise((resolve) => setImmediate(resolve));
  peer.message('{"type":"ask","id":2,"payload":1}');
  gates.at(-1)?.();
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(socket.log.at(-1), '{"type":"zo.result","id":2}');
  peer.closed();
  await hub.close();
});

test("K6: frames that are none count, too: bad ones are no way around the rate", async () => {
  const app = zo.router({ fine: zo.message.incoming({ payload: z.object({}) }) }, {});
  const bounds = { framesPerSecond: 2, refusalsInARow: 5 };
  const hub = new Hub<object>(app, { clock: new ManualClock(), bounds });
  const { socket, peer } = await openPaper(hub);
  for (let round = 0; round < 3; round++) for (const text of ["x", '{"type":"fine","payload":{}}']) peer.message(text);
  assert.deepEqual(socket.codes, ["bad_frame", "bad_frame", "bad_frame", "rate_limited"]);
  peer.closed();
  await hub.close();
});

test("E1, C2: an error with an id is the end of what has that id: of two with one id, of credit or a stop that was refused", async () => {
  const ended: number[] = [];
  const wait = async ({ input, signal }: { input: number; signal: AbortSignal }): Promise<void> => {
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    ended.push(input);
  };
  const routes = {
    ask: zo.procedure({ input: z.number(), output: z.void(), concurrent: true }),
    feed: zo.subscription({ input: z.number(), event: z.number() }),
  };
  const app = zo.router(routes, {
    ask: wait,
    feed: async function* (args) {
      await wait(args);
      yield 1;
    },
  });
  const hub = new Hub<object>(app, { clock: new ManualClock(), bounds: { framesPerSecond: 4 } });
  const { socket, peer } = await openPaper(hub);
  const started = [1, 2].map((id) => ({ type: "feed", id, payload: id, credit: 1 }));
  const calls = [3, 3, 4].map((id) => ({ type: "ask", id, payload: id }));
  const badCredit = { type: "zo.credit", id: 1, credit: -1 };
  const overTheRate = [
    { type: "zo.credit", id: 2, credit: 1 },
    { type: "zo.stop", id: 4 },
  ];
  for (const frame of [...started, ...calls]) peer.message(JSON.stringify(frame));
  await new Promise((resolve) => setImmediate(resolve));
  peer.message(JSON.stringify(badCredit));
  for (let count = 0; count < 2; count++) peer.message('{"type":"zo.ping"}');
  for (const frame of overTheRate) peer.message(JSON.stringify(frame));
  await new Promise((resolve) => setImmediate(resolve));
  const answers = socket.log.map((text) => JSON.parse(text)).filter(({ type }) => type !== "zo.pong");
  assert.deepEqual(
    answers.map(({ id, payload }) => `${id} ${payload.code}`),
    ["3 bad_frame", "1 bad_frame", "2 rate_limited", "4 rate_limited"],
  );
  assert.deepEqual(ended.sort(), [1, 2, 3, 4]);
  peer.closed();
  await hub.close();
});

test("F1: nothing that follows a binary message is handled", async () => {
  const heard: unknown[] = [];
  const app = zo.router(
    { note: zo.message.incoming({ payload: z.string() }) },
    {
      note: ({ payload }) => {
        heard.push(payload);
      },
    },
  );
  const hub = new Hub<object>(app, { clock: new ManualClock() });
  const { socket, peer } = await openPaper(hub);
  peer.message('{"type":"note","payload":"before"}');
  peer.binary();
  peer.message('{"type":"note","payload":"after"}');
  assert.deepEqual([heard, socket.log], [["before"], ["close 1003"]]);
  peer.closed();
  await hub.close();
});

test("outboxBytes: unsent bytes up to the bound are none of our business, one more closes with 4001", async () => {
  const hub = new Hub<object>(empty, { clock: new ManualClock(), bounds: { outboxBytes: 1_000 } });
  const { socket, peer } = await openPaper(hub);
  socket.unsentBytes = 1_000;
  peer.message('{"type":"zo.ping"}');
  assert.deepEqual(socket.log, ['{"type":"zo.pong"}']);
  socket.unsentBytes = 1_001;
  peer.message('{"type":"zo.ping"}');
  assert.deepEqual(socket.log.slice(1), ['{"type":"zo.pong"}', "close 4001"]);
  // It is not read any more.
  peer.message('{"type":"zo.ping"}');
  assert.equal(socket.log.length, 3);
  peer.closed();
  await hub.close();
});

test("refusalsInARow: the last one allowed is answered, the next closes with 4002; a good frame in between starts anew", async () => {
  const app = zo.router({ fine: zo.message.incoming({ payload: z.object({}) }) }, {});
  const hub = new Hub<object>(app, { clock: new ManualClock(), bounds: { refusalsInARow: 2 } });
  const { socket, peer } = await openPaper(hub);
  for (const text of ["x", "x", '{"type":"fine","payload":{}}', "x", "x"]) peer.message(text);
  assert.equal(socket.log.filter((line) => line.startsWith("close")).length, 0);
  peer.message("x");
  assert.equal(socket.log.at(-1), "close 4002");
  peer.closed();
  await hub.close();
});

test("an onConnect that is late and succeeds after all is disconnected at once", async () => {
  const clock = new ManualClock();
  const connecting = Promise.withResolvers<{ name: string }>();
  const gone = Promise.withResolvers<string>();
  const slow = create({ onConnect: () => connecting.promise, onDisconnect: ({ name }) => gone.resolve(name) });
  const hub = new Hub<object>(slow.router({}, {}), { clock, bounds: { connectMs: 100, connections: 1 } });
  const refused = hub.admit(nobody);
  // Let it come to its waiting.
  await new Promise((resolve) => setImmediate(resolve));
  clock.advance(100);
  assert.deepEqual(await refused, { isAdmitted: false, status: 503, body: { error: "Service Unavailable", code: "timeout" } });
  connecting.resolve({ name: "late" });
  assert.equal(await gone.promise, "late");
  // Its place is free again.
  assert.equal((await hub.admit(nobody)).isAdmitted, true);
  await hub.close();
});

test("whatever hooks, handlers and the log itself throw, the hub goes on, and each failure is reported with its place", async () => {
  const reports: string[] = [];
  const broken = create({
    onConnect: () => ({}),
    onDisconnect: () => {
      throw new Error("in onDisconnect");
    },
  });
  const routes = {
    crash: broken.message.incoming({ payload: z.unknown() }),
    later: broken.message.incoming({ payload: z.unknown() }),
  };
  const app = broken.router(routes, {
    crash: () => {
      throw new Error("in crash");
    },
    later: async () => {
      throw new ZoError("conflict", "x", { data: Symbol("cannot cross") });
    },
  });
  const hub = new Hub<object>(app, {
    clock: new ManualClock(),
    onError: (error, { route }) => reports.push(`${route}: ${error instanceof Error ? error.message : error}`),
  });
  const { socket, peer } = await openPaper(hub);
  peer.message('{"type":"crash","payload":1}');
  peer.message('{"type":"later","payload":1}');
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(
    socket.log.map((text) => JSON.parse(text).payload.code),
    ["internal", "internal"],
  );
  peer.closed();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(reports, [
    "crash: in crash",
    "later: payload.data is a symbol: it cannot cross the wire",
    "undefined: in onDisconnect",
  ]);
  await hub.close();
});

test("E3: an error that a handler had from a client of its own is told to nobody as its own", async () => {
  const routes = { ask: zo.procedure({ input: z.unknown(), output: z.void() }) };
  const app = zo.router(routes, {
    ask: () => {
      throw new ZoError("timeout", "secret.internal did not answer");
    },
  });
  const hub = new Hub<object>(app, { clock: new ManualClock(), onError: () => undefined });
  const { socket, peer } = await openPaper(hub);
  peer.message('{"type":"ask","id":1,"payload":1}');
  assert.equal(JSON.parse(socket.log[0] ?? "").payload.code, "internal");
  assert.doesNotMatch(socket.log.join(), /secret/);
  peer.closed();
  await hub.close();
});

test("E5: a route may declare codes that are for handlers, and none that the protocol uses itself", () => {
  const declaring = (code: string) => () =>
    zo.router({ ask: zo.procedure({ input: z.unknown(), output: z.void(), errors: { [code]: z.unknown() } }) }, {});
  for (const code of ["not_found", "room_full", "toString"]) assert.doesNotThrow(declaring(code));
  for (const code of ["timeout", "internal", "bad_frame", "closed"]) assert.throws(declaring(code), TypeError, code);
});

test("names that cannot be told apart on the wire, or are the protocol's, are refused where the router is made", () => {
  const route = zo.message.incoming({ payload: z.unknown() });
  // biome-ignore lint/suspicious/noThenProperty: that is what is to be refused
  const thenable = Object.fromEntries([["then", route]]);
  for (const routes of [{ "": route }, { "a.b": route }, { a: { "": route } }, { zo: { a: route } }, { a: thenable }]) {
    assert.throws(() => zo.router(routes, {}), TypeError, JSON.stringify(Object.keys(routes)));
  }
  assert.doesNotThrow(() => zo.router({ a: { zo: route }, constructor: route }, {}));
});
