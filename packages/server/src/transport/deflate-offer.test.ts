import assert from "node:assert/strict";
import { test } from "node:test";
import { agreeOn } from "./deflate-offer.ts";

const base = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

const accepted: [offer: string, answer: string][] = [
  ["permessage-deflate", base],
  ["permessage-deflate; client_max_window_bits", base],
  ["permessage-deflate;client_max_window_bits=10;server_no_context_takeover", base],
  ['permessage-deflate ; client_max_window_bits = "9"', base],
  ["permessage-deflate; server_max_window_bits=15", `${base}; server_max_window_bits=12`],
  ["permessage-deflate; server_max_window_bits=12", `${base}; server_max_window_bits=12`],
  ["permessage-deflate; server_max_window_bits=10, permessage-deflate", base],
  ["permessage-deflate; unheard_of, permessage-deflate; client_no_context_takeover", base],
  ["x-webkit-deflate-frame, permessage-deflate", base],
  [", ,permessage-deflate,", base],
];

for (const [offer, answer] of accepted) {
  test(`the offer ${offer} is accepted`, () => assert.deepEqual(agreeOn(offer), { kind: "agreed", answer }));
}

const declined: [offer: string | undefined, why: string][] = [
  [undefined, "nothing is offered"],
  ["x-webkit-deflate-frame; no_context_takeover", "it is another extension"],
  ["permessage-deflate; server_max_window_bits=11", "the window is smaller than ours"],
  ["permessage-deflate; server_max_window_bits=8", "the window is smaller than ours"],
  ["permessage-deflate; server_max_window_bits", "the parameter needs a value"],
  ["permessage-deflate; server_max_window_bits=16", "there is no such window"],
  ["permessage-deflate; server_max_window_bits=012", "numbers have no leading zeros"],
  ["permessage-deflate; client_max_window_bits=7", "there is no such window"],
  ["permessage-deflate; server_no_context_takeover=1", "the parameter takes no value"],
  ["permessage-deflate; client_no_context_takeover=true", "the parameter takes no value"],
  ["permessage-deflate; client_max_window_bits; client_max_window_bits", "a parameter comes twice"],
  ["permessage-deflate; level=9", "the parameter is not of this extension"],
];

for (const [offer, why] of declined) {
  test(`the offer ${offer} is declined: ${why}`, () => assert.deepEqual(agreeOn(offer), { kind: "agreed", answer: null }));
}

for (const header of [
  "permessage-deflate;",
  "permessage-deflate; =1",
  'permessage-deflate; a="',
  "permessage-deflate x",
  "; a",
  'a; b=""',
  "\u00e9",
]) {
  test(`the header ${header} is no list of extensions`, () => assert.deepEqual(agreeOn(header), { kind: "malformed" }));
}

test("a header as long as may come is malformed without trying what it could mean in every way", () => {
  for (const piece of [" ", ";", "a;", "a ; ", 'a;b="', "a;b=\\", ",", "a,", "a;b = "]) {
    const header = `permessage-deflate${piece.repeat(16_384 / piece.length)}!(`;
    assert.deepEqual(agreeOn(header), { kind: "malformed" }, piece);
  }
});
