import assert from "node:assert/strict";
import { test } from "node:test";
import { type Clock, create, Hub, ZoError } from "../index.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import { nobody, PaperSocket } from "../testing/paper-socket.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("H4, E3: an error that onConnect had from a client of its own refuses without its text", async () => {
  for (const code of ["timeout", "internal", "invalid_outgoing", "disconnected"]) {
    const zo = create({
      onConnect: () => {
        throw new ZoError(code, "secret.internal did not answer");
      },
    });
    const reports: unknown[] = [];
    const hub = new Hub<object>(zo.router({}, {}), { onError: (error) => reports.push(error) });
    const refusal = await hub.admit(nobody);
    assert.ok(!refusal.isAdmitted);
    assert.deepEqual([refusal.status, refusal.body.code, reports.length], [500, "internal", 1]);
    assert.doesNotMatch(JSON.stringify(refusal), /secret/);
    await hub.close();
  }
});

test("an onConnect that fails after its time was over is reported", async () => {
  const clock = new ManualClock();
  const connecting = Promise.withResolvers<object>();
  const failure = new Error("too late");
  const reports: unknown[] = [];
  const slow = create({ onConnect: () => connecting.promise });
  const hub = new Hub<object>(slow.router({}, {}), {
    clock,
    bounds: { connectMs: 100 },
    onError: (error) => reports.push(error),
  });
  const refused = hub.admit(nobody);
  await turn();
  clock.advance(100);
  assert.equal((await refused).isAdmitted, false);
  connecting.reject(failure);
  await turn();
  assert.deepEqual(reports, [failure]);
  await hub.close();
});

test("an onConnect that throws at once leaves no timer behind", async () => {
  let timers = 0;
  const clock: Clock = {
    nowMs: () => 0,
    after: () => {
      timers += 1;
      return () => {
        timers -= 1;
      };
    },
  };
  const zo = create({
    onConnect: () => {
      throw new ZoError("forbidden");
    },
  });
  const hub = new Hub<object>(zo.router({}, {}), { clock });
  const before = timers;
  assert.equal((await hub.admit(nobody)).isAdmitted, false);
  assert.equal(timers, before);
  await hub.close();
});

test("connectMs: infinite is no bound", async () => {
  const connecting = Promise.withResolvers<object>();
  const zo = create({ onConnect: () => connecting.promise });
  const hub = new Hub<object>(zo.router({}, {}), { bounds: { connectMs: Number.POSITIVE_INFINITY } });
  const admitted = hub.admit(nobody);
  // Timers run in the order of their times: one that took infinity for nothing would have run before this one.
  await new Promise((resolve) => setTimeout(resolve, 10));
  connecting.resolve({});
  const admission = await admitted;
  assert.ok(admission.isAdmitted);
  admission.abandon();
  await hub.close();
});

test("a bound that is undefined is the default", () => {
  const unset: { readonly frameBytes?: number } = JSON.parse("{}");
  const { bounds } = new Hub<object>(create().router({}, {}), { bounds: Object.fromEntries([["frameBytes", unset.frameBytes]]) });
  assert.equal(bounds.frameBytes, 64 * 1024);
});

test("clientIdOf: a connection's client id may say more than the one that onConnect was given, everywhere", async () => {
  const seen: string[] = [];
  const zo = create({
    onConnect: (_, clientId) => ({ name: clientId.slice(0, 4) }),
    onDisconnect: (_, clientId) => void seen.push(clientId),
  });
  const hub = new Hub<object>(zo.router({}, {}), {
    clientIdOf: (context, clientId) => `${clientId}.${(context as { readonly name: string }).name}`,
  });
  const admission = await hub.admit(nobody);
  assert.ok(admission.isAdmitted);
  const [node = "", own = "", said] = admission.clientId.split(".");
  assert.deepEqual([node.length, own.length, said], [36, 36, node.slice(0, 4)]);
  admission.open(new PaperSocket());
  assert.ok(hub.has(admission.clientId));
  const abandoned = await hub.admit(nobody);
  assert.ok(abandoned.isAdmitted);
  abandoned.abandon();
  await turn();
  assert.deepEqual(seen, [abandoned.clientId]);
});
