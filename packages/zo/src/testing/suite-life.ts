import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { describe, test } from "node:test";
import { ZoError } from "../client.ts";
import { refusalOf } from "./raw-client.ts";
import { heard, journalHas, opened, Stage, type StartServer } from "./suite.ts";

const isCode = (code: string) => (error: unknown) => error instanceof ZoError && error.code === code;

/** A socket that upgrades, says what it is given and never reads or answers anything. */
async function silentSocket(url: string, user: string): Promise<Socket> {
  const socket = await upgrading(url, `user=${user}`);
  await new Promise((resolve) => socket.once("data", resolve));
  socket.pause();
  return socket;
}

/** A socket that has asked for the upgrade. */
async function upgrading(url: string, query: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on("error", () => undefined);
  await new Promise((resolve) => socket.once("connect", resolve));
  socket.write(
    `GET /?${query} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
  );
  return socket;
}

/** A text frame as clients send it: masked, with a mask of zeros. */
function clientFrame(text: string): Buffer {
  const body = Buffer.from(text);
  assert.ok(body.length < 126);
  return Buffer.concat([Buffer.from([0x81, 0x80 | body.length, 0, 0, 0, 0]), body]);
}

/** Resolves when the server takes no more connections: those it decides on count, too. */
async function refusedNext(url: string): Promise<void> {
  for (let round = 0; round < 1_000; round++) {
    if ((await refusalOf(`${url}/?behave=teapot`)).status === 503) return;
  }
  throw new Error("there was room all the time");
}

/** Refreshing, heartbeats, slow and flooding clients, closing, reconnecting. */
export function lifeSuite(startServer: StartServer): void {
  const stage = (bounds?: Parameters<StartServer>[0]) => Stage.set(startServer, bounds);

  describe("refresh", () => {
    test("A1, A2: new headers change the context of a live connection, and of the next one", async () => {
      await using s = await stage();
      const ann = await s.client("ann");
      const { clientId } = await ann.call.call.whoami();
      await ann.refresh({ user: "anna" });
      const now = await ann.call.call.whoami();
      assert.deepEqual([now.user, now.clientId], ["anna", clientId]);
      ann.reconnect();
      await opened(ann);
      assert.equal((await ann.call.call.whoami()).user, "anna");
    });

    test("A2: headers that are refused change nothing", async () => {
      await using s = await stage();
      const ann = await s.client("ann");
      await assert.rejects(ann.refresh({ user: "nobody" }), isCode("forbidden"));
      await assert.rejects(ann.refresh({ user: "x".repeat(21) }), isCode("invalid_payload"));
      assert.equal((await ann.call.call.whoami()).user, "ann");
      ann.reconnect();
      await opened(ann);
      assert.equal((await ann.call.call.whoami()).user, "ann");
    });

    test("A1: headers whose notes do not fit are bad_frame", async () => {
      await using s = await stage();
      const raw = await s.raw();
      const refresh = { type: "zo.refresh", id: 1, payload: { user: "ann" }, rich: [["date", "user"]] };
      const answer = (await raw.ask(refresh)) as { id: number; payload: { code: string } };
      assert.deepEqual([answer.id, answer.payload.code], [1, "bad_frame"]);
    });

    test("O2: a refresh keeps its place among the messages", async () => {
      await using s = await stage();
      const ann = await s.client("ann");
      const before = ann.call.call.whoami();
      const refreshed = ann.refresh({ user: "anna" });
      assert.equal((await before).user, "ann");
      await refreshed;
    });
  });

  describe("staying alive", () => {
    test("K3: a connection that answers no ping is dead after pingIntervalMs and pongTimeoutMs; one that does stays", async () => {
      await using s = await stage({ pingIntervalMs: 40, pongTimeoutMs: 40 });
      const watcher = await s.client("watcher");
      const idle = await s.raw("/?user=idle");
      const dead = await silentSocket(s.url, "dead");
      await journalHas(watcher, "gone dead");
      assert.equal((await watcher.call.call.journal()).includes("gone idle"), false);
      assert.deepEqual(await idle.ask({ type: "zo.ping" }), { type: "zo.pong" });
      dead.destroy();
    });

    test("K4: outboxBytes: a client that does not read is closed; the server's memory and others are spared", async () => {
      await using s = await stage({ outboxBytes: 100_000, closeGraceMs: 50 });
      const watcher = await s.client("watcher");
      const slow = await silentSocket(s.url, "slow");
      slow.write(clientFrame('{"type":"call.send","id":1,"payload":{"bytes":100000,"times":200}}'));
      await journalHas(watcher, "gone slow");
      assert.equal(await watcher.call.call.double(2), 4);
      slow.destroy();
    });

    test("K4: a slow reader hears 4001, which means reconnect", async () => {
      await using s = await stage({ outboxBytes: 10_000 });
      const client = await s.raw();
      client.send({ type: "call.send", id: 1, payload: { bytes: 20_000, times: 1 } });
      assert.equal((await client.closed).code, 4001);
    });

    test("K4: one that reads on in time gets all that was sent before, then 4001", async () => {
      await using s = await stage();
      const [slow, watcher] = [await s.raw("/?user=slow"), await s.client("watcher")];
      slow.ws.pause();
      slow.send({ type: "call.send", id: 1, payload: { bytes: 20_000_000, times: 1 } });
      // Such a frame fits into no buffer of the network; what it leaves waits at the server.
      await watcher.call.call.double(1);
      slow.ws.resume();
      const frame = (await slow.next()) as { payload: { text: string } };
      assert.equal(frame.payload.text.length, 20_000_000);
      assert.equal((await slow.closed).code, 4001);
    });

    test("K6, K4: framesPerSecond: frames over twice the rate at once are refused, and who never stops is closed with 4002", async () => {
      await using s = await stage({ framesPerSecond: 0.001, refusalsInARow: 3 });
      const open = await stage({ framesPerSecond: 1, refusalsInARow: 1_000 });
      const client = await open.raw();
      const answers = [];
      for (let id = 0; id < 3; id++) client.send({ type: "call.double", id, payload: 1 });
      for (let id = 0; id < 3; id++) answers.push(await client.next());
      assert.deepEqual(answers.slice(0, 2), [
        { type: "zo.result", id: 0, payload: 2 },
        { type: "zo.result", id: 1, payload: 2 },
      ]);
      const refused = answers[2] as { id: number; payload: { code: string } };
      assert.deepEqual([refused.id, refused.payload.code], [2, "rate_limited"]);
      await open[Symbol.asyncDispose]();

      const flooder = await s.raw();
      for (let count = 0; count < 4; count++) flooder.send({ type: "zo.ping" });
      assert.equal((await flooder.closed).code, 4002);
    });
  });

  describe("closing", () => {
    test("a disconnect by the server is final: the client stays closed, and onDisconnect was called once", async () => {
      await using s = await stage();
      const [ann, bob] = [await s.client("ann"), await s.client("bob")];
      const closed = heard(ann.onClose);
      ann.call.call.leave().catch(() => undefined);
      assert.deepEqual(await closed, { code: 4500, reason: "bye" });
      assert.equal(ann.connectionState, "closed");
      const journal = await journalHas(bob, "gone ann");
      assert.equal(journal.filter((line) => line === "gone ann").length, 1);
    });

    test("who goes while onConnect runs is disconnected when it is done, once, and makes room", async () => {
      await using s = await stage({ connections: 2 });
      const watcher = await s.client("watcher");
      const impatient = await upgrading(s.url, "user=impatient&behave=hang");
      await refusedNext(s.url);
      impatient.destroy();
      watcher.send.order.release({});
      const journal = await journalHas(watcher, "gone impatient");
      assert.equal(journal.filter((line) => line.endsWith("impatient")).length, 2);
      assert.equal((await (await s.client("next")).call.call.whoami()).user, "next");
    });

    test("a server that stops says 1001, and the client waits to reconnect", async () => {
      const s = await stage();
      const ann = await s.client("ann", { minReconnectionDelay: 60_000 });
      const closed = heard(ann.onClose);
      await s.server.stop();
      assert.equal((await closed).code, 1001);
      assert.equal(ann.connectionState, "waiting");
      ann.close();
      assert.equal(ann.connectionState, "closed");
    });

    test("what is sent while there is no connection is sent, in order, when there is one", async () => {
      await using s = await stage();
      const ann = await s.client("ann");
      ann.reconnect();
      assert.equal(ann.readyState, 0);
      for (let n = 0; n < 10; n++) ann.send.order.note({ line: `queued ${n}` });
      const double = ann.call.call.double(4);
      assert.equal(await double, 8);
      const journal = (await ann.call.call.journal()).filter((line) => line.startsWith("queued"));
      assert.deepEqual(
        journal,
        Array.from({ length: 10 }, (_, n) => `queued ${n}`),
      );
    });
  });
}
