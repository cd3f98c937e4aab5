/** Frames as nobody should send them, for any dialect. fast-check prints the seed of a failing run. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { Dialect } from "../contract.ts";
import type { Talk } from "./talk.ts";

/** Texts that have broken parsers, stores and terminals before. */
const nastyTexts = [
  ...["", " ", "\u0000", "\uD800", "\uDC00x", "\u202Eevil", "\uFEFF", "<script>", "%00", "{{x}}", "' OR 1=1 --"],
  ...["__proto__", "constructor", "toString", "a".repeat(5_000), "😀".repeat(501), "e\u0301".repeat(300), "0", "-1", "1e999"],
];
export const anyText = fc.oneof(fc.constantFrom(...nastyTexts), fc.string({ unit: "binary", maxLength: 50 }), fc.string());

/** Objects with the keys of the protocol, and values that fit or not. */
function almostFrames(types: readonly string[], keys: readonly string[]): fc.Arbitrary<string> {
  const value = fc.oneof(
    { weight: 3, arbitrary: anyText },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
    {
      weight: 2,
      arbitrary: fc.dictionary(fc.constantFrom(...keys, "__proto__", "constructor"), anyText, {
        maxKeys: 4,
        noNullPrototype: true,
      }),
    },
  );
  const type = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...types) },
    { weight: 1, arbitrary: fc.oneof(anyText, fc.jsonValue()) },
  );
  const frame = fc.record({ type, data: value, payload: value }, { requiredKeys: [], noNullPrototype: true });
  // Written by hand, for in an object literal this key would set the prototype.
  const withProto = fc.tuple(frame, value).map(([{ type, ...rest }, proto]) => {
    return `{"__proto__":${JSON.stringify(proto)},"rest":${JSON.stringify(rest)},"type":${JSON.stringify(type ?? null)}}`;
  });
  const plain = frame.map((object) => JSON.stringify(object));
  return fc.oneof({ weight: 5, arbitrary: plain }, { weight: 1, arbitrary: withProto });
}

export interface FrameParts {
  readonly types: readonly string[];
  readonly keys: readonly string[];
  /** Frames of the right shape, whatever their texts. */
  readonly wellFormed: fc.Arbitrary<object>;
}

export function anyFrame({ types, keys, wellFormed }: FrameParts): fc.Arbitrary<string> {
  const almost = almostFrames(types, keys);
  return fc.oneof(
    { weight: 4, arbitrary: wellFormed.map((frame) => JSON.stringify(frame)) },
    { weight: 4, arbitrary: almost },
    { weight: 1, arbitrary: fc.json({ maxDepth: 4 }) },
    { weight: 1, arbitrary: anyText },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 20_000 }).map((depth) => "[".repeat(depth)) },
    { weight: 1, arbitrary: fc.tuple(almost, fc.nat(200)).map(([text, at]) => text.slice(0, at)) },
  );
}

/** A conversation of a few dozen frames. */
export const someOf = (frames: fc.Arbitrary<string>): fc.Arbitrary<string[]> =>
  fc.array(frames, { minLength: 20, maxLength: 40, size: "max" });

/** Says each frame and holds what is heard to the contract's messages from the server and to `expected`. */
export async function sayAll(
  talk: Talk,
  dialect: Dialect,
  options: { frames: readonly string[]; expected: (heard: number, text: string) => boolean },
): Promise<void> {
  const fromServer = dialect.contract.messages.filter(({ from }) => from === "server");
  for (const text of options.frames) {
    await talk.sayText(text);
    const heard = talk.heard();
    for (const frame of heard) {
      assert.ok(
        fromServer.some(({ schema }) => schema.safeParse(frame).success),
        `not in the contract: ${JSON.stringify(frame)}`,
      );
    }
    assert.ok(options.expected(heard.length, text), `${heard.length} frames answer ${text}`);
  }
  assert.equal(talk.closedAs, null);
}
