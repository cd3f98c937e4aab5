import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Talk } from "../testing/talk.ts";
import { openWorld } from "../testing/world.ts";
import { rosterDialect } from "./dialect.ts";
import {
  errorMessageSchema,
  historyMessageSchema,
  serverMessageSchema,
  userDataMessageSchema,
  userStatusMessageSchema,
} from "./schema.ts";

const anyFrame = [serverMessageSchema, errorMessageSchema, userDataMessageSchema, userStatusMessageSchema, historyMessageSchema];
const codes = new Set([
  "INVALID_JSON",
  "NOT_INITIALIZED",
  "INVALID_INIT",
  "USERNAME_TAKEN",
  "UNKNOWN_TYPE",
  "INVALID_TEXT",
  "INVALID_FILE",
  "FILE_TOO_LARGE",
]);

const anyString = fc.string({ unit: "binary", maxLength: 30 });
const anyValue = fc.oneof(fc.jsonValue(), anyString);
const file = fc.record(
  {
    name: fc.oneof(anyString, anyValue),
    type: fc.oneof(fc.constant("text/plain"), anyValue),
    size: fc.oneof(fc.nat({ max: 8 }), anyValue),
    data: fc.oneof(fc.constantFrom("aGVsbG8=", "QQ==", "QUI"), anyValue),
  },
  { requiredKeys: [] },
);
const goodInit = fc.record({
  type: fc.constant("init"),
  username: fc.constantFrom("ann", "bob"),
  id: fc.constantFrom("a", "b"),
});
const anyText = fc.oneof(
  anyString,
  fc.json(),
  // Left to chance a whole good one would be too rare to count on.
  goodInit.map((frame) => JSON.stringify(frame)),
  fc
    .record(
      {
        type: fc.oneof(fc.constantFrom("init", "text", "file", "__proto__", "message"), anyValue),
        username: fc.oneof(fc.constantFrom("ann", "bob"), anyValue),
        id: fc.oneof(fc.constantFrom("a", "b"), anyValue),
        text: anyValue,
        file: fc.oneof(file, anyValue),
        token: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: anyValue }),
      },
      { requiredKeys: [] },
    )
    .map((frame) => JSON.stringify(frame)),
);

test("whatever text comes is answered as documented: it never throws, and the connection stays", async () => {
  const world = await openWorld({ limitsOn: false });
  const dialect = rosterDialect(world.context);
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(anyText, { maxLength: 12 }), fc.boolean(), async (texts, initialised) => {
      const talk = new Talk(dialect);
      if (initialised) await talk.say({ type: "init", username: "ann", id: "a" });
      talk.heard();
      for (const text of texts) {
        await talk.sayText(text);
        const heard = talk.heard();
        assert.ok(heard.length > 0, `no answer to ${text}`);
        for (const frame of heard) {
          assert.ok(anyFrame.some((schema) => schema.safeParse(frame).success));
          const { code, type } = frame as { code?: string; type: string };
          if (type === "error") assert.ok(codes.has(code ?? ""), JSON.stringify(frame));
          seen.add(code ?? type);
        }
      }
      assert.equal(talk.closedAs, null);
      talk.hangUp();
    }),
    { numRuns: 400 },
  );
  for (const expected of ["INVALID_JSON", "NOT_INITIALIZED", "INVALID_INIT", "UNKNOWN_TYPE", "INVALID_FILE", "history"]) {
    assert.ok(seen.has(expected), `the fuzz met no ${expected}`);
  }
  assert.equal(world.chat.presence.onlineCount, 0);
});
