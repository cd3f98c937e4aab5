import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { attempt, ZoError } from "../client.ts";
import { heard, journalHas, opened, Stage, type StartServer } from "./suite.ts";

const isCode = (code: string) => (error: unknown) => error instanceof ZoError && error.code === code;

/** Deliveries, order, calls and streams, with the typed client. */
export function trafficSuite(startServer: StartServer): void {
  const stage = (bounds?: Parameters<StartServer>[0]) => Stage.set(startServer, bounds);

  describe("delivery", () => {
    test("O3, O4: to, toRoom and broadcast reach each connection once, however many targets it matches", async () => {
      await using s = await stage();
      const [ann, bob] = [await s.client("ann"), await s.client("bob")];
      const ids = { ann: (await ann.call.call.whoami()).clientId, bob: (await bob.call.call.whoami()).clientId };
      const got: string[] = [];
      ann.on.room.onTold(({ text }) => got.push(`ann ${text}`));
      bob.on.room.onTold(({ text }) => got.push(`bob ${text}`));
      for (const room of ["a", "b"]) ann.send.room.join({ room });
      bob.send.room.join({ room: "b" });
      await bob.call.call.whoami();
      ann.send.room.tell({ text: "rooms", rooms: ["a", "b", "a", "nobody here"] });
      ann.send.room.tell({ text: "ids", to: [ids.bob, ids.ann, ids.bob, "nobody", ""] });
      ann.send.room.tell({ text: "all" });
      ann.send.room.tell({ text: "all but ann", except: [ids.ann] });
      ann.send.room.tell({ text: "rooms but bob", rooms: ["a", "b"], except: [ids.bob] });
      ann.send.room.say({ room: "b", text: "by name" });
      await ann.call.call.whoami();
      await bob.call.call.whoami();
      assert.deepEqual(
        got.filter((line) => line.startsWith("ann")),
        ["ann rooms", "ann ids", "ann all", "ann rooms but bob", "ann by name"],
      );
      assert.deepEqual(
        got.filter((line) => line.startsWith("bob")),
        ["bob rooms", "bob ids", "bob all", "bob all but ann", "bob by name"],
      );
    });

    test("a room left, by leaving or by disconnecting, gets nothing more", async () => {
      await using s = await stage();
      const ann = await s.client("ann");
      const got: string[] = [];
      ann.on.room.onTold(({ text }) => got.push(text));
      ann.send.room.join({ room: "a" });
      ann.send.room.leave({ room: "a" });
      ann.send.room.tell({ text: "left", rooms: ["a"] });
      assert.deepEqual((await ann.call.call.whoami()).rooms, []);
      ann.send.room.join({ room: "b" });
      assert.deepEqual((await ann.call.call.whoami()).rooms, ["b"]);
      ann.reconnect();
      await opened(ann);
      ann.send.room.tell({ text: "gone", rooms: ["b"] });
      assert.deepEqual((await ann.call.call.whoami()).rooms, []);
      assert.deepEqual(got, []);
    });

    test("roomsPerConnection: the last one allowed is joined, the next is too_many_rooms", async () => {
      await using s = await stage({ roomsPerConnection: 2 });
      const ann = await s.client("ann");
      for (const room of ["a", "b", "a"]) ann.send.room.join({ room });
      assert.deepEqual((await ann.call.call.whoami()).rooms, ["a", "b"]);
      const failure = heard(ann.onError);
      ann.send.room.join({ room: "c" });
      assert.equal((await failure).code, "too_many_rooms");
    });
  });

  describe("order", () => {
    test("O1: messages wait for those before them; concurrent ones do not", async () => {
      await using s = await stage();
      const ann = await s.client();
      ann.send.order.held({});
      ann.send.order.note({ line: "after" });
      ann.send.order.aside({ line: "aside" });
      assert.deepEqual((await journalHas(ann, "aside")).slice(1), ["held", "aside"]);
      ann.send.order.release({});
      assert.deepEqual((await journalHas(ann, "after")).slice(1), ["held", "aside", "released", "after"]);
    });

    test("O1: a connection that waits does not keep others waiting", async () => {
      await using s = await stage();
      const [ann, bob] = [await s.client("ann"), await s.client("bob")];
      ann.send.order.held({});
      await journalHas(bob, "held");
      assert.equal(await bob.call.call.double(2), 4);
      bob.send.order.release({});
    });

    test("queuedBytes: what does not fit behind a slow handler is answered overloaded, what fits is handled", async () => {
      await using s = await stage({ queuedBytes: 1_000, queuedFrames: 1_000_000 });
      const ann = await s.raw();
      ann.send({ type: "order.held", payload: {} });
      const note = (line: string) => ({ type: "order.note", payload: { line } });
      const bytes = JSON.stringify(note("")).length;
      ann.send(note("x".repeat(1_000 - bytes)));
      const refused = (await ann.ask(note(""))) as { payload: { code: string; route: string } };
      assert.deepEqual([refused.payload.code, refused.payload.route], ["overloaded", "order.note"]);
      const bob = await s.client("bob");
      bob.send.order.release({});
      await journalHas(bob, "x".repeat(1_000 - bytes));
      assert.deepEqual(await ann.ask({ type: "call.double", id: 1, payload: 1 }), { type: "zo.result", id: 1, payload: 2 });
    });
  });

  describe("calls", () => {
    test("C1, C2: a call is answered, rich values and void too", async () => {
      await using s = await stage();
      const ann = await s.client();
      assert.equal(await ann.call.call.double(21), 42);
      assert.deepEqual(await ann.call.call.day(new Date(0)), new Date(86_400_000));
      assert.deepEqual(await Promise.all([1, 2, 3].map((n) => ann.call.call.double(n))), [2, 4, 6]);
    });

    test("F6: a payload that is undefined is left out, both ways", async () => {
      await using s = await stage();
      const raw = await s.raw();
      raw.send({ type: "call.hang", id: 1 });
      assert.match(JSON.stringify(await raw.ask({ type: "call.whoami", id: 2 })), /"user":"guest"/);
      raw.send({ type: "call.send", id: 3, payload: { bytes: 0, times: 0 } });
      assert.deepEqual(await raw.next(), { type: "zo.result", id: 3 });
    });

    test("C1: an id that is none, or in use, is bad_frame", async () => {
      await using s = await stage();
      const raw = await s.raw();
      const codeOf = (frame: unknown) => (frame as { payload: { code: string } }).payload.code;
      for (const id of [undefined, -1, 1.5, "1", 2 ** 53, null]) {
        assert.equal(codeOf(await raw.ask({ type: "call.double", id, payload: 1 })), "bad_frame", String(id));
      }
      raw.send({ type: "call.hang", id: 1 });
      assert.equal(codeOf(await raw.ask({ type: "call.hang", id: 1 })), "bad_frame");
    });

    test("E5: a declared error arrives with its code and data, typed", async () => {
      await using s = await stage();
      const ann = await s.client();
      const result = await attempt(ann.call.call.full());
      assert.ok(!result.ok && result.error.code === "room_full");
      assert.deepEqual(result.error.data, { limit: 3, since: new Date(0) });
      assert.equal(result.error.message, "no seat left");
    });

    test("E2, E3, E4: a call fails with what the server answers", async () => {
      await using s = await stage();
      const ann = await s.client();
      const wrong: unknown = "two";
      await assert.rejects(ann.call.call.double(wrong as number), isCode("invalid_payload"));
      await assert.rejects(ann.call.call.crash(), (error) => isCode("internal")(error) && !String(error).includes("secret"));
      await assert.rejects(ann.call.call.wrong(), (error) => isCode("internal")(error) && (error as ZoError).issues.length === 0);
      await assert.rejects(ann.call.call.badData(), isCode("internal"));
      await assert.rejects(ann.call.call.unhandled(), isCode("not_implemented"));
    });

    test("C3: timeout and abort end a call at both ends", async () => {
      await using s = await stage();
      const ann = await s.client();
      const controller = new AbortController();
      const call = ann.call.call.hang(undefined, { signal: controller.signal });
      await journalHas(ann, "hanging");
      controller.abort();
      await assert.rejects(call, isCode("aborted"));
      await journalHas(ann, "given up");
      await assert.rejects(ann.call.call.hang(undefined, { timeoutMs: 1 }), isCode("timeout"));
      await assert.rejects(ann.call.call.hang(undefined, { signal: AbortSignal.abort() }), isCode("aborted"));
      assert.equal(await ann.call.call.double(2), 4);
    });

    test("C4: a call fails with disconnected when the connection goes, and closed when the client is closed", async () => {
      await using s = await stage();
      const ann = await s.client();
      const lost = ann.call.call.hang();
      await journalHas(ann, "hanging");
      ann.reconnect();
      await assert.rejects(lost, isCode("disconnected"));
      await opened(ann);
      await journalHas(ann, "given up");
      const closed = ann.call.call.hang();
      ann.close();
      await assert.rejects(closed, isCode("closed"));
    });

    test("pendingCalls: the last one allowed waits, the next is overloaded", async () => {
      await using s = await stage({ pendingCalls: 2 });
      const ann = await s.client();
      const calls = [ann.call.call.hang(), ann.call.call.hang()];
      for (const call of calls) call.catch(() => undefined);
      await assert.rejects(ann.call.call.hang(), isCode("overloaded"));
    });
  });

  describe("subscriptions", () => {
    test("S2: events come in order, then the end", async () => {
      await using s = await stage();
      const ann = await s.client();
      assert.deepEqual(
        await Array.fromAsync(ann.subscribe.stream.count({ to: 100 })),
        Array.from({ length: 100 }, (_, at) => at + 1),
      );
    });

    test("S3: the handler is not asked for more than the client has credit for", async () => {
      await using s = await stage();
      const ann = await s.client();
      const events = ann.subscribe.stream.count({ to: 100 }, { credit: 4 })[Symbol.asyncIterator]();
      assert.deepEqual(await events.next(), { value: 1, done: false });
      await journalHas(ann, "made 4");
      assert.equal((await ann.call.call.journal()).includes("made 5"), false);
      assert.deepEqual(await events.next(), { value: 2, done: false });
      await journalHas(ann, "made 6");
      assert.equal((await ann.call.call.journal()).includes("made 7"), false);
      await events.return?.();
    });

    test("S4: leaving the loop, an abort, or a disconnect ends the handler's stream", async () => {
      await using s = await stage();
      const [ann, bob] = [await s.client("ann"), await s.client("bob")];
      const overs = async () => (await bob.call.call.journal()).filter((line) => line === "idle over").length;
      for await (const _ of ann.subscribe.stream.idle()) break;
      await journalHas(bob, "idle over");
      const controller = new AbortController();
      for await (const _ of ann.subscribe.stream.idle(undefined, { signal: controller.signal })) controller.abort();
      while ((await overs()) < 2);
      const events = ann.subscribe.stream.idle()[Symbol.asyncIterator]();
      await events.next();
      ann.close();
      await assert.rejects(events.next(), isCode("closed"));
      while ((await overs()) < 3);
    });

    test("S5: a tracked stream goes on over reconnects, without a gap and without a copy", async () => {
      await using s = await stage();
      const ann = await s.client();
      let connections = 1;
      ann.onOpen(() => {
        connections += 1;
      });
      ann.on.echo.onText(() => ann.reconnect());
      const events = await Array.fromAsync(ann.subscribe.stream.log({ upTo: 12 }), ({ n, at }) => `${n} ${at.getTime()}`);
      assert.deepEqual(
        events,
        Array.from({ length: 12 }, (_, at) => `${at + 1} ${at + 1}`),
      );
      assert.ok(connections > 2);
    });

    test("S5: a stream goes on after an id that the application kept, and tells the last one read", async () => {
      await using s = await stage();
      const ann = await s.client();
      const stream = ann.subscribe.stream.log({ upTo: 5 }, { after: "3" });
      assert.equal(stream.lastId, "3");
      assert.deepEqual(await Array.fromAsync(stream, ({ n }) => n), [4, 5]);
      assert.equal(stream.lastId, "5");
    });

    test("S2, E3, E4: what a handler throws ends the stream, after what it gave before", async () => {
      await using s = await stage();
      const ann = await s.client();
      const got: number[] = [];
      const read = async () => {
        for await (const n of ann.subscribe.stream.fails()) got.push(n);
      };
      await assert.rejects(read(), isCode("not_found"));
      assert.deepEqual(got, [1]);
      await assert.rejects(Array.fromAsync(ann.subscribe.stream.wrong()), isCode("internal"));
      const wrong: unknown = {};
      await assert.rejects(Array.fromAsync(ann.subscribe.stream.count(wrong as { to: number })), isCode("invalid_payload"));
    });

    test("subscriptions: the last one allowed runs, the next is overloaded, and one that ends makes room", async () => {
      await using s = await stage({ subscriptions: 2 });
      const ann = await s.client();
      const first = ann.subscribe.stream.idle()[Symbol.asyncIterator]();
      const second = ann.subscribe.stream.idle()[Symbol.asyncIterator]();
      assert.deepEqual([(await first.next()).value, (await second.next()).value], [1, 1]);
      await assert.rejects(Array.fromAsync(ann.subscribe.stream.count({ to: 1 })), isCode("overloaded"));
      await second.return?.();
      assert.deepEqual(await Array.fromAsync(ann.subscribe.stream.count({ to: 1 })), [1]);
      await first.return?.();
    });

    test("S1: credit and after that are none are bad_frame", async () => {
      await using s = await stage();
      const raw = await s.raw();
      const base = { type: "stream.count", id: 1, payload: { to: 1 } };
      for (const more of [
        {},
        { credit: 0 },
        { credit: -1 },
        { credit: "1" },
        { credit: 1, after: 7 },
        { credit: 1, after: "x".repeat(1_025) },
      ]) {
        const answer = (await raw.ask({ ...base, ...more })) as { id: number; payload: { code: string } };
        assert.deepEqual([answer.id, answer.payload.code], [1, "bad_frame"], JSON.stringify(more).slice(0, 50));
      }
    });
  });
}
