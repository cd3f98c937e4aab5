import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Redis } from "ioredis";
import { type BusEnds, busContract } from "../testing/bus-contract.ts";
import { hasRedis, RedisServer } from "../testing/redis.ts";
import { nodesSuite } from "../testing/suite-nodes.ts";
import type { Bus } from "./port.ts";
import { type RedisBusOptions, redisBus } from "./redis.ts";

let server: RedisServer;

/** Not `once` of node:events, which takes an `error` on the way for the end. */
function event(connection: Redis, name: "ready" | "close"): Promise<void> {
  return new Promise((resolve) => connection.once(name, () => resolve()));
}

/** A bus with connections of its own, as the docs say. */
class Opened implements Disposable {
  readonly publisher: Redis;
  readonly subscriber: Redis;
  readonly errors: unknown[] = [];
  readonly bus: Bus;

  constructor(options: Partial<RedisBusOptions> = {}) {
    const quick = { host: "127.0.0.1", port: server.port, retryStrategy: () => 5 };
    this.publisher = new Redis({ ...quick, enableOfflineQueue: false, autoResendUnfulfilledCommands: false });
    this.subscriber = new Redis({ ...quick, maxRetriesPerRequest: null });
    // Redis away is what these tests are about.
    for (const connection of [this.publisher, this.subscriber]) connection.on("error", () => undefined);
    const onError = (error: unknown): void => void this.errors.push(error);
    this.bus = redisBus({ publisher: this.publisher, subscriber: this.subscriber, onError, ...options });
  }

  static async connected(options?: Partial<RedisBusOptions>): Promise<Opened> {
    const opened = new Opened(options);
    await event(opened.publisher, "ready");
    return opened;
  }

  [Symbol.dispose](): void {
    this.publisher.disconnect();
    this.subscriber.disconnect();
  }
}

async function makeBus(): Promise<BusEnds> {
  const [here, there] = [await Opened.connected(), await Opened.connected()];
  const close = async (): Promise<void> => {
    for (const opened of [here, there]) opened[Symbol.dispose]();
    assert.deepEqual([...here.errors, ...there.errors], []);
  };
  return { here: here.bus, there: there.bus, [Symbol.asyncDispose]: close };
}

if (!hasRedis()) test("the bus over Redis", { skip: "redis-server is not installed (Debian: apt-get install redis-server)" });
else
  describe("redis", () => {
    before(async () => {
      server = await RedisServer.start();
    });
    after(() => server.stop());

    busContract(makeBus);
    nodesSuite(makeBus);

    test("while Redis is away publishing loses, says so and throws nothing; when it is back, subscriptions are there again", async () => {
      using opened = await Opened.connected();
      const heard: string[] = [];
      const hears = (line: string) =>
        new Promise<void>((resolve) => {
          opened.bus.subscribe("t", (data) => {
            heard.push(data);
            if (data === line) resolve();
          });
        });
      const last = hears("after");
      await opened.bus.subscribe("t", () => undefined).ready;
      const isAway = Promise.all([event(opened.publisher, "close"), event(opened.subscriber, "close")]);
      await server.kill();
      await isAway;
      const late = opened.bus.subscribe("late", () => undefined);
      opened.bus.publish("t", "lost");
      const isBack = Promise.all([event(opened.publisher, "ready"), event(opened.subscriber, "ready")]);
      await server.run();
      await isBack;
      await late.ready;
      // Asked for after the one that the connection made anew by itself, and answered after it.
      await opened.bus.subscribe("again", () => undefined).ready;
      opened.bus.publish("t", "after");
      await last;
      assert.deepEqual(heard, ["after"]);
      assert.equal(opened.errors.length, 1);
    });

    test("maxPending: so many messages may be on their way to Redis; the next is lost, and the room comes back", async () => {
      using opened = await Opened.connected({ maxPending: 2 });
      const heard: string[] = [];
      const waits = Promise.withResolvers<void>();
      await opened.bus.subscribe("t", (data) => {
        heard.push(data);
        if (data === "2") waits.resolve();
      }).ready;
      for (const line of ["1", "2", "3"]) opened.bus.publish("t", line);
      assert.equal(opened.errors.length, 1);
      await waits.promise;
      // Answered after both messages; and once more, so that what waited for their answers has run.
      await opened.publisher.ping();
      await opened.publisher.ping();
      opened.bus.publish("t", "4");
      assert.equal(opened.errors.length, 1);
      assert.deepEqual(heard, ["1", "2"]);
    });

    test("a listener that throws is reported, and the others hear", async () => {
      using opened = await Opened.connected();
      const failure = new Error("oh");
      opened.bus.subscribe("t", () => {
        throw failure;
      });
      const heard = Promise.withResolvers<string>();
      await opened.bus.subscribe("t", heard.resolve).ready;
      opened.bus.publish("t", "x");
      assert.equal(await heard.promise, "x");
      assert.deepEqual(opened.errors, [failure]);
    });

    test("a prefix keeps two apart that share one Redis", async () => {
      using one = await Opened.connected();
      using other = await Opened.connected({ prefix: "other:" });
      const heard: string[] = [];
      const end = Promise.withResolvers<void>();
      await one.bus.subscribe("t", (data) => {
        heard.push(data);
        end.resolve();
      }).ready;
      other.bus.publish("t", "theirs");
      await other.publisher.ping();
      one.bus.publish("t", "ours");
      await end.promise;
      assert.deepEqual(heard, ["ours"]);
    });

    test("a subscription that Redis refuses is told to who waits for it and to onError, and is made at the next connection", async () => {
      using opened = await Opened.connected();
      await opened.publisher.call("ACL", "SETUSER", "default", "resetchannels");
      await assert.rejects(opened.bus.subscribe("t", () => undefined).ready, /NOPERM/);
      assert.match(String(opened.errors[0]), /NOPERM/);
      const heard = Promise.withResolvers<string>();
      opened.bus.subscribe("t", heard.resolve);
      await opened.publisher.call("ACL", "SETUSER", "default", "allchannels");
      const isBack = event(opened.subscriber, "ready");
      opened.subscriber.disconnect(true);
      await isBack;
      await opened.bus.subscribe("again", () => undefined).ready;
      opened.bus.publish("t", "x");
      assert.equal(await heard.promise, "x");
    });
  });
