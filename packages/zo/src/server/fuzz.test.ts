import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Hub, type OutFrame, type PeerSocket } from "../index.ts";
import { suiteApp } from "../testing/suite-app.ts";

/** Keeps the frames that were sent. */
class Paper implements PeerSocket {
  readonly frames: { readonly type: string; readonly payload?: { readonly code?: string } }[] = [];
  readonly unsentBytes = 0;
  send(frame: OutFrame): void {
    this.frames.push(JSON.parse(frame.text));
  }
  ping(): void {
    throw new Error("not in this test");
  }
  close(code: number): void {
    throw new Error(`closed with ${code}`);
  }
  terminate(): void {
    throw new Error("terminated");
  }
}

const names = [
  "echo.text",
  "echo.rich",
  "echo.anything",
  "room.tell",
  "call.double",
  "call.day",
  "call.whoami",
  "stream.count",
  "stream.log",
];
const control = [
  "zo.hello",
  "zo.ping",
  "zo.stop",
  "zo.credit",
  "zo.refresh",
  "zo.error",
  "zo.result",
  "__proto__",
  "toString",
  "",
];
const step = fc.oneof(fc.constantFrom("text", "at", "members", "__proto__", "constructor", "a"), fc.integer({ min: -1, max: 3 }));
const note = fc.tuple(
  fc.constantFrom("date", "map", "set", "bigint", "bytes", "number", "undefined", "x"),
  fc.array(step, { maxLength: 3 }),
);
const frame = fc.record(
  {
    type: fc.oneof(fc.constantFrom(...names), fc.constantFrom(...control), fc.jsonValue()),
    payload: fc.oneof(
      fc.jsonValue(),
      fc.record({ text: fc.string(), at: fc.string(), members: fc.jsonValue(), to: fc.jsonValue() }),
    ),
    id: fc.oneof(fc.nat(20), fc.jsonValue()),
    rich: fc.oneof(
      fc.array(
        note.map(([kind, path]) => [kind, ...path]),
        { maxLength: 4 },
      ),
      fc.jsonValue(),
    ),
    credit: fc.oneof(fc.nat(5), fc.jsonValue()),
    after: fc.oneof(fc.string(), fc.jsonValue()),
  },
  { requiredKeys: [] },
);
const text = fc.oneof(
  { weight: 8, arbitrary: frame.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.string({ unit: "binary" }) },
);

test("whatever comes in, the hub neither throws nor closes, and afterwards works as before", async () => {
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(text, { maxLength: 30 }), async (texts) => {
      const failures: unknown[] = [];
      const hub = new Hub(suiteApp(), { onError: (error) => failures.push(error) });
      const admission = await hub.admit({ headers: {}, query: "" });
      assert.ok(admission.isAdmitted);
      const paper = new Paper();
      const peer = admission.open(paper);
      for (const line of texts) peer.message(line);
      await new Promise((resolve) => setImmediate(resolve));
      peer.message('{"type":"zo.ping"}');
      assert.equal(paper.frames.at(-1)?.type, "zo.pong");
      // Nothing that a client writes is the server's fault; only what the suite's own handlers cannot send.
      assert.deepEqual(failures, []);
      answered += paper.frames.filter(({ type }) => type !== "zo.error").length;
      peer.closed();
      await hub.close();
    }),
    { numRuns: 300 },
  );
  assert.equal("polluted" in {}, false);
  // It was not all refused.
  assert.ok(answered > 300, String(answered));
});
