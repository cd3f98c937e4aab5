import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import type { Upgrade } from "../dialects/contract.ts";
import { Client, clientFrame, refusal, upgradeRequest } from "./testing/clients.ts";
import { type ServeOptions, TestServer, until } from "./testing/serve.ts";

type Decision = Awaited<ReturnType<NonNullable<ServeOptions["admit"]>>>;

/** Decides when the test does; `asked` are the upgrades it was asked for. */
function slowGate() {
  const asked: Upgrade[] = [];
  const pending: PromiseWithResolvers<Decision>[] = [];
  const admit = (upgrade: Upgrade): Promise<Decision> => {
    const decision = Promise.withResolvers<Decision>();
    asked.push(upgrade);
    pending.push(decision);
    return decision.promise;
  };
  return { admit, asked, pending };
}

test("a dialect that decides on upgrades is given headers and query, and refuses in words of its own", async () => {
  const seen: Upgrade[] = [];
  await using server = await TestServer.start({
    admit: async (upgrade) => {
      seen.push(upgrade);
      return upgrade.headers["x-who"] === "me" ? null : { isAdmitted: false, status: 401, body: { error: "Who?", details: [1] } };
    },
  });
  const refused = await refusal(`${server.url}?a=b&c`);
  assert.deepEqual([refused.status, refused.body], [401, { error: "Who?", details: [1] }]);
  assert.equal(server.transport.connectionCount, 0);
  await Client.connect(server.url, { headers: { "X-Who": "me" } });
  assert.deepEqual(
    seen.map(({ query }) => query),
    ["a=b&c", ""],
  );
  assert.equal(server.links.length, 1);
});

test("what a client sends before it is let in is kept, and comes in order", async () => {
  const gate = slowGate();
  const texts: string[] = [];
  await using server = await TestServer.start({
    admit: gate.admit,
    receive: (text) => {
      texts.push(text);
      return undefined;
    },
  });
  const socket = connect(server.port, "127.0.0.1");
  socket.write(Buffer.concat([Buffer.from(upgradeRequest()), clientFrame("one")]));
  await until(() => gate.asked.length === 1);
  socket.write(clientFrame("two"));
  assert.equal(server.links.length, 0);
  gate.pending[0]?.resolve(null);
  await until(() => texts.length === 2);
  assert.deepEqual(texts, ["one", "two"]);
  socket.destroy();
});

test("admissionMs: one that is decided in time is served, one that is not is answered 503, and abandoned if it is let in after all", async () => {
  const gate = slowGate();
  await using server = await TestServer.start({ admit: gate.admit, bounds: { admissionMs: 1_000 } });
  const inTime = Client.connect(server.url);
  await until(() => gate.asked.length === 1);
  server.clock.advance(999);
  gate.pending[0]?.resolve(null);
  await inTime;
  const late = refusal(server.url);
  await until(() => gate.asked.length === 2);
  server.clock.advance(1_000);
  const answer = await late;
  assert.deepEqual([answer.status, answer.body], [503, { error: "Service Unavailable", error_code: "TIMEOUT" }]);
  assert.equal(server.abandoned, 0);
  gate.pending[1]?.resolve(null);
  await until(() => server.abandoned === 1);
  assert.equal(server.transport.connectionCount, 1);
});

test("an upgrade that is being decided on counts as a connection, until it is refused", async () => {
  const gate = slowGate();
  await using server = await TestServer.start({ admit: gate.admit, bounds: { connections: 1 } });
  const first = refusal(server.url);
  await until(() => gate.asked.length === 1);
  assert.equal((await refusal(server.url)).status, 503);
  gate.pending[0]?.resolve({ isAdmitted: false, status: 403, body: {} });
  assert.equal((await first).status, 403);
  const next = Client.connect(server.url);
  await until(() => gate.asked.length === 2);
  gate.pending[1]?.resolve(null);
  await next;
});

test("a client that goes while it is decided on is forgotten, and its admission abandoned", async () => {
  const gate = slowGate();
  await using server = await TestServer.start({ admit: gate.admit, bounds: { connections: 1 } });
  const socket = connect(server.port, "127.0.0.1");
  socket.write(upgradeRequest());
  await until(() => gate.asked.length === 1);
  socket.resetAndDestroy();
  await until(() => server.sockets[0]?.destroyed === true);
  gate.pending[0]?.resolve(null);
  await until(() => server.abandoned === 1);
  const next = Client.connect(server.url);
  await until(() => gate.asked.length === 2);
  gate.pending[1]?.resolve(null);
  await next;
  assert.equal(server.links.length, 1);
});

test("a handshake that fails after it was let in abandons the admission, and is counted no longer", async () => {
  await using server = await TestServer.start({ admit: async () => null, bounds: { connections: 1 } });
  const socket = connect(server.port, "127.0.0.1");
  socket.write(upgradeRequest({ headers: { "Sec-WebSocket-Key": "short" } }));
  let answer = "";
  for await (const chunk of socket) answer += chunk;
  assert.match(answer, /^HTTP\/1\.1 400 /);
  assert.equal(server.abandoned, 1);
  await Client.connect(server.url);
});

test("a stop refuses what is being decided on with 503 at once", async () => {
  const gate = slowGate();
  await using server = await TestServer.start({ admit: gate.admit });
  const waiting = refusal(server.url);
  await until(() => gate.asked.length === 1);
  await server.transport.drain();
  assert.deepEqual((await waiting).body, { error: "Service Unavailable", error_code: "STOPPING" });
});

test("a decision that fails is answered 500 and logged; nothing of it is told", async () => {
  await using server = await TestServer.start({ admit: () => Promise.reject(new Error("secret")) });
  const answer = await refusal(server.url);
  assert.deepEqual([answer.status, answer.body], [500, { error: "Internal Server Error", error_code: "INTERNAL_SERVER_ERROR" }]);
  assert.equal(server.log.lines.filter(({ level }) => level === "error").length, 1);
  assert.deepEqual(server.telemetry.errors, ["internal"]);
});
