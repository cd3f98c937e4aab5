import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { refusalOf } from "./raw-client.ts";
import { heard, journalHas, Stage, type StartServer } from "./suite.ts";

/** Frames as they are on the wire: handshake, shapes, bad input, bounds of frames. */
export function wireSuite(startServer: StartServer): void {
  const stage = (bounds?: Parameters<StartServer>[0]) => Stage.set(startServer, bounds);
  const error = (code: string, more: object = {}) => ({ code, ...more });
  const codeOf = (frame: unknown) => (frame as { payload: { code: string } }).payload.code;

  describe("handshake", () => {
    test("H2: the query's parameters stand over HTTP headers", async () => {
      await using s = await stage();
      const byHeader = await s.raw("", { User: "ann" });
      const byQuery = await s.raw("/?user=x&user=bob", { User: "ann" });
      const ask = { type: "call.whoami", id: 1 };
      assert.match(JSON.stringify(await byHeader.ask(ask)), /"user":"ann"/);
      assert.match(JSON.stringify(await byQuery.ask(ask)), /"user":"bob"/);
    });

    test("H3: headers that fail their schema are answered 400 with the issues", async () => {
      await using s = await stage();
      const { status, body } = await refusalOf(`${s.url}/?user=${"x".repeat(21)}`);
      assert.equal(status, 400);
      const { error, details } = body as { error: string; details: { path: unknown }[] };
      assert.equal(error, "Invalid headers");
      assert.deepEqual(details[0]?.path, ["user"]);
    });

    test("H4: an onConnect that throws refuses with its status, and without its text unless it is meant for the client", async () => {
      await using s = await stage();
      assert.deepEqual(await refusalOf(`${s.url}/?behave=unauthorized`), {
        status: 401,
        body: { error: "who are you?", code: "unauthorized" },
      });
      assert.deepEqual(await refusalOf(`${s.url}/?behave=teapot`), { status: 418, body: { error: "Refused" } });
      const crash = await refusalOf(`${s.url}/?behave=crash`);
      assert.equal(crash.status, 500);
      assert.doesNotMatch(JSON.stringify(crash.body), /secret/);
    });

    test("H4: an onConnect past connectMs is answered 503", async () => {
      await using s = await stage({ connectMs: 20 });
      assert.equal((await refusalOf(`${s.url}/?behave=hang`)).status, 503);
    });

    test("connections: the last one allowed is served, the next is answered 503, and one that leaves makes room", async () => {
      await using s = await stage({ connections: 2 });
      const first = await s.raw();
      const second = await s.raw("/?user=second");
      assert.equal((await refusalOf(s.url)).status, 503);
      second.ws.close();
      await second.closed;
      const client = await s.client();
      assert.ok((await client.call.call.journal()).includes("gone second"));
      first.ws.terminate();
    });

    test("H5: client ids are unique", async () => {
      await using s = await stage();
      const ids = await Promise.all(
        [s.client(), s.client(), s.client()].map(async (made) => (await (await made).call.call.whoami()).clientId),
      );
      assert.equal(new Set(ids).size, 3);
    });
  });

  describe("frames", () => {
    test("F2, R2: a client that knows {type, payload} only is answered in just that", async () => {
      await using s = await stage();
      const old = await s.raw();
      assert.deepEqual(await old.ask({ type: "echo.text", payload: { text: "hi" } }), {
        type: "echo.onText",
        payload: { text: "hi" },
      });
    });

    test("F1, F4: what is no frame is answered bad_frame, and the connection stays", async () => {
      await using s = await stage();
      const client = await s.raw();
      const bad = ["", "x", "null", "7", '"text"', "[]", "{}", '{"type":7}', '{"type":"echo.text"', "[".repeat(60_000)];
      for (const text of bad) {
        assert.equal(codeOf(await client.ask(text)), "bad_frame", text.slice(0, 40));
      }
      assert.deepEqual(await client.ask({ type: "zo.ping" }), { type: "zo.pong" });
    });

    test("F4: __proto__ is refused wherever and however it is written", async () => {
      await using s = await stage();
      const client = await s.raw();
      const bad = [
        '{"type":"echo.anything","payload":{"__proto__":{"polluted":1}}}',
        '{"type":"echo.anything","payload":[{"a":{"\\u005f_proto__":1}}]}',
        '{"type":"echo.anything","payload":[{"a":{"_\\u005Fproto\\u005f_":1}}]}',
        '{"__proto__":{"type":"echo.anything"}}',
        '{"type":"echo.anything","payload":{"a":1},"rich":[["undefined","__proto__","x"]]}',
      ];
      for (const text of bad) assert.equal(codeOf(await client.ask(text)), "bad_frame", text);
      // As a text it is as good as any other.
      const text = "__proto__ \u005f_proto__";
      const answer = await client.ask({ type: "echo.anything", payload: text });
      assert.deepEqual(answer, { type: "echo.onAnything", payload: text });
    });

    test("jsonDepth: the deepest allowed is handled, one more is answered bad_frame", async () => {
      await using s = await stage({ jsonDepth: 5 });
      const client = await s.raw();
      const nested = (levels: number) => `{"type":"echo.anything","payload":${"[".repeat(levels)}"[[["${"]".repeat(levels)}}`;
      assert.equal(((await client.ask(nested(4))) as { type: string }).type, "echo.onAnything");
      assert.equal(codeOf(await client.ask(nested(5))), "bad_frame");
    });

    test("F1: a binary message closes with 1003, one over frameBytes with 1009; one of just frameBytes is handled", async () => {
      await using s = await stage({ frameBytes: 1_000 });
      const binary = await s.raw();
      binary.send(Buffer.from('{"type":"zo.ping"}'));
      assert.equal((await binary.closed).code, 1003);
      const frame = (bytes: number) => {
        const empty = JSON.stringify({ type: "echo.text", payload: { text: "" } });
        return JSON.stringify({ type: "echo.text", payload: { text: "x".repeat(bytes - empty.length) } });
      };
      const large = await s.raw();
      assert.equal(((await large.ask(frame(1_000))) as { type: string }).type, "echo.onText");
      large.send(frame(1_001));
      assert.equal((await large.closed).code, 1009);
    });

    test("F1: nothing that follows a binary message is handled", async () => {
      await using s = await stage();
      const [raw, watcher] = [await s.raw("/?user=raw"), await s.client("watcher")];
      raw.send(Buffer.from("x"));
      raw.send({ type: "order.note", payload: { line: "after" } });
      assert.equal((await raw.closed).code, 1003);
      assert.ok(!(await journalHas(watcher, "gone raw")).includes("after"));
    });

    test("F5: a type that nothing listens to is answered unknown_route, outgoing routes and the protocol's unknown ones too", async () => {
      await using s = await stage();
      const client = await s.raw();
      for (const type of ["nothing", "echo", "echo.onText", "echo.text.more", "zo.nothing", "constructor", "__proto__x", ""]) {
        const frame = await client.ask({ type, payload: {} });
        assert.equal(codeOf(frame), "unknown_route", type);
        assert.equal((frame as { payload: { route: string } }).payload.route, type);
      }
    });

    test("any text comes back as it went: NUL, lone surrogates, right-to-left marks, quotes", async () => {
      await using s = await stage();
      const client = await s.client();
      for (const text of ["\0\u0001\u001f", "\ud800 \udfff", "\u202e\u2028", '"\\/', "👩‍👩‍👧", "</script>"]) {
        const answer = heard(client.on.echo.onText);
        client.send.echo.text({ text });
        assert.deepEqual(await answer, { text });
      }
    });

    test("K1: zo.hello tells the client id", async () => {
      await using s = await stage();
      const client = await s.raw();
      const hello = (await client.ask({ type: "zo.hello" })) as { payload: { clientId: string; version: number } };
      const me = (await client.ask({ type: "call.whoami", id: 0 })) as { payload: { clientId: string } };
      assert.equal(hello.payload.version, 1);
      assert.equal(hello.payload.clientId, me.payload.clientId);
    });
  });

  describe("errors", () => {
    test("E1, E2: a payload that does not fit is answered with the route and the issues", async () => {
      await using s = await stage();
      const client = await s.raw();
      const { payload } = (await client.ask({ type: "echo.text", payload: { text: 7 } })) as { payload: Record<string, unknown> };
      assert.equal(payload["code"], "invalid_payload");
      assert.equal(payload["route"], "echo.text");
      assert.deepEqual((payload["issues"] as { path: unknown }[])[0]?.path, ["text"]);
    });

    test("E2: the client's onError hears it", async () => {
      await using s = await stage();
      const client = await s.client();
      const failure = heard(client.onError);
      const wrong: unknown = { text: 7 };
      client.send.echo.text(wrong as { text: string });
      const { code, route, issues } = await failure;
      assert.deepEqual(
        { code, route, paths: issues.map(({ path }) => path) },
        { code: "invalid_payload", route: "echo.text", paths: [["text"]] },
      );
    });

    test("E3, E4: what a handler throws, or sends wrongly, is internal with an incident and without a word of it", async () => {
      await using s = await stage();
      const client = await s.raw();
      for (const type of ["fail.crash", "fail.badOutgoing"]) {
        const frame = (await client.ask({ type, payload: {} })) as { payload: Record<string, unknown> };
        assert.deepEqual(Object.keys(frame.payload).sort(), ["code", "incident", "message", "route"]);
        assert.deepEqual(
          { ...frame.payload, incident: "" },
          error("internal", { message: "the server failed", route: type, incident: "" }),
        );
      }
    });

    test("a middleware that throws keeps the message from its handler, and is answered; what one adds is in ctx", async () => {
      await using s = await stage();
      const guest = await s.raw();
      assert.equal(codeOf(await guest.ask({ type: "fail.named", payload: {} })), "forbidden");
      const ann = await s.raw("/?user=ann");
      assert.deepEqual(await ann.ask({ type: "fail.named", payload: {} }), { type: "echo.onText", payload: { text: "ANN" } });
    });

    test("a message without a handler is taken and nothing happens; a call without one is not_implemented", async () => {
      await using s = await stage();
      const client = await s.raw();
      client.send({ type: "fail.unhandled", payload: {} });
      assert.equal(codeOf(await client.ask({ type: "call.unhandled", id: 1 })), "not_implemented");
    });
  });

  test("R1: Date, Map, Set, bigint, Uint8Array and NaN survive both ways", async () => {
    await using s = await stage();
    const client = await s.client();
    const payload = {
      at: new Date(1_700_000_000_123),
      members: new Map([["ann", new Date(5)]]),
      tags: new Set([1n, 2n ** 80n]),
      bytes: new Uint8Array([0, 1, 255]),
      odd: Number.NaN,
    };
    const answer = heard(client.on.echo.onRich);
    client.send.echo.rich(payload);
    assert.deepStrictEqual(await answer, payload);
  });
}
