import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { type BusUnderTest, busContract } from "@parlance/conformance/bus-contract/bus-contract.ts";
import { signalRules } from "@parlance/conformance/bus-contract/signals.ts";
import { PostgresServer, withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import fc from "fast-check";
import { systemClock } from "../../app/system-clock.ts";
import { keptLog, noTelemetry } from "../../core/testing/silence.ts";
import { type Bounds, boundsWith } from "../../ports/bounds.ts";
import type { Bus } from "../../ports/bus.ts";
import type { Signal } from "../../ports/signals.ts";
import { openTailedBus } from "../tailed/tailed-bus.ts";
import { PublishedStore } from "../testing/published-store.ts";
import { type Addressed, Packer, Unpacker } from "./payloads.ts";
import { createPostgresBus } from "./postgres-bus.ts";
import { PostgresLink } from "./postgres-link.ts";

const skip = withoutPostgres();
const waitMs = 10_000;
async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + waitMs;
  while (!condition()) {
    if (performance.now() > deadline) assert.fail(`not so after ${waitMs} ms`);
    await delay(2);
  }
}

const signalOf = (from: string): Signal => ({
  kind: "typing",
  roomId: "r",
  user: { id: "u", kind: "account", name: "u" },
  isTyping: true,
  from,
});
const fromOf = (signal: Signal): string => (signal.kind === "typing" ? signal.from : signal.kind);

function busOf(url: string, changes: Partial<Bounds> = {}) {
  const lost = { down: 0, full: 0, too_large: 0, refused: 0 };
  const [log, bounds] = [keptLog(), boundsWith(changes)];
  const telemetry = {
    ...noTelemetry,
    busLost(why: keyof typeof lost, count: number) {
      lost[why] += count;
    },
  };
  const link = new PostgresLink({ url, clock: systemClock, bounds, log });
  return { bus: createPostgresBus({ link, bounds, log, telemetry }), link, lost, log };
}

describe("the bus over PostgreSQL", { skip }, () => {
  let server: PostgresServer;
  let url: string;
  before(async () => {
    server = await PostgresServer.start();
    url = await server.newDatabase();
  });
  after(() => server.stop());

  async function threeNodes(over: (bus: ReturnType<typeof busOf>) => Promise<Bus>): Promise<BusUnderTest> {
    const made = [busOf(url), busOf(url), busOf(url)] as const;
    await until(() => made.every(({ bus }) => bus.isUp));
    return { nodes: [await over(made[0]), await over(made[1]), await over(made[2])], until, rest: () => delay(50) };
  }
  for (const [title, hold] of signalRules)
    test(title, async () => {
      const under = await threeNodes(async ({ bus }) => bus);
      await hold(under);
      await Promise.all(under.nodes.map((node) => node.close()));
    });

  busContract("postgres, tailed", () => {
    const store = new PublishedStore(() => void server.query("NOTIFY parlance_commits, '1'", new URL(url).pathname.slice(1)));
    const options = {
      store,
      clock: systemClock,
      bounds: boundsWith({ tailPollMs: 60_000 }),
      log: keptLog(),
      telemetry: noTelemetry,
    };
    return threeNodes(async ({ bus, link }) =>
      store.over(await openTailedBus({ ...options, inner: bus, onCommit: link.onCommit })),
    );
  });

  test("a signal longer than one NOTIFY arrives whole, once, in its place; I8: of more than notifyParts parts it is lost", async () => {
    const [a, b] = [busOf(url, { notifyParts: 20 }), busOf(url)];
    await until(() => a.bus.isUp && b.bus.isUp);
    const heard: string[] = [];
    await b.bus.hear("typing:r", (signal) => heard.push(fromOf(signal)));
    const long = "😀ü\u0000".repeat(4_000);
    const sent = ["1", long, "2", long, "3"];
    for (const from of sent) a.bus.signal("typing:r", signalOf(from));
    a.bus.signal("typing:r", signalOf(long.repeat(2)));
    a.bus.signal("typing:r", signalOf("4"));
    await until(() => heard.length >= 6);
    await delay(50);
    assert.ok(heard.join() === [...sent, "4"].join(), "as sent");
    assert.equal(a.lost.too_large, 1);
    await Promise.all([a.bus.close(), b.bus.close()]);
  });

  test("I8: of more than signalsWaiting signals the rest is lost, and equal ones of one statement all arrive", async () => {
    const [a, b] = [busOf(url, { signalsWaiting: 100 }), busOf(url)];
    await until(() => a.bus.isUp && b.bus.isUp);
    let heard = 0;
    await b.bus.hear("typing:r", () => heard++);
    for (let i = 0; i < 150; i++) a.bus.signal("typing:r", signalOf("same"));
    await until(() => heard >= 100);
    await delay(50);
    assert.deepEqual([heard, a.lost.full], [100, 50]);
    await Promise.all([a.bus.close(), b.bus.close()]);
  });

  test("what is not ours on the channel does no harm, and is told of once", async () => {
    const { bus, log } = busOf(url);
    await until(() => bus.isUp);
    const database = new URL(url).pathname.slice(1);
    for (const payload of ["", "x", "abcdefghijkl1={", "abcdefghijkl2=[1]", "abcdefghijkl3.}"])
      await server.query(`NOTIFY parlance_signals, '${payload}'`, database);
    await until(() => log.lines.length > 0);
    await delay(30);
    assert.equal(log.lines.length, 1);
    await bus.close();
  });
});

test("while PostgreSQL is away, or does not answer, nobody waits; when it is back signals are heard again", {
  skip,
}, async () => {
  await using server = await PostgresServer.start();
  const bounds = { busPingMs: 100, busAnswerMs: 400, busRetryMs: 20, busRetryMaxMs: 100, busConnectMs: 500 };
  const [a, b] = [busOf(server.url(), bounds), busOf(server.url(), bounds)];
  const isUp = () => a.bus.isUp && b.bus.isUp;
  const heard: string[] = [];
  await b.bus.hear("typing:r", (signal) => heard.push(fromOf(signal)));
  const works = async (from: string): Promise<void> => {
    await until(isUp);
    a.bus.signal("typing:r", signalOf(from));
    await until(() => heard.includes(from));
  };
  await works("before");
  await server.kill();
  await until(() => !a.bus.isUp && !b.bus.isUp);
  for (let i = 0; i < 10; i++) a.bus.signal("typing:r", signalOf("lost"));
  assert.equal(a.lost.down, 10);
  await server.run();
  await works("after");
  server.pause();
  await until(() => !a.bus.isUp && !b.bus.isUp);
  await delay(bounds.busAnswerMs);
  server.resume();
  await works("again");
  assert.ok(!heard.includes("lost"));
  await Promise.all([a.bus.close(), b.bus.close()]);
});

test("I8: whatever is packed is unpacked, in order, within notifyBytes", () => {
  const topic = fc.constant("typing:r" as const);
  const signal = fc.string({ unit: "binary", maxLength: 120 }).map(signalOf);
  fc.assert(
    fc.property(fc.array(fc.tuple(topic, signal)), fc.integer({ min: 100, max: 500 }), (signals: Addressed[], notifyBytes) => {
      const bounds = { notifyBytes, notifyParts: 1_000 };
      const packer = new Packer(bounds);
      const { payloads, tooLarge } = packer.pack(signals);
      assert.equal(tooLarge, 0);
      assert.ok(payloads.every((payload) => Buffer.byteLength(payload) <= notifyBytes));
      const [own, other] = [new Unpacker(packer.node, bounds), new Unpacker("", bounds)];
      assert.deepEqual(
        payloads.flatMap((payload) => own.unpack(payload)),
        [],
      );
      assert.deepEqual(
        payloads.flatMap((payload) => other.unpack(payload)),
        signals,
      );
    }),
  );
});
