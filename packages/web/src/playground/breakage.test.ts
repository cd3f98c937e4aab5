import assert from "node:assert/strict";
import { test } from "node:test";
import { type breakages, brokenFrame } from "./breakage.ts";
import { renamed } from "./guests.ts";
import { protocols } from "./protocols/all.ts";
import { protocolNames } from "./protocols/protocol.ts";
import { wireContracts } from "./testing/contracts.ts";

for (const name of protocolNames) {
  const schemas = wireContracts[name].messages.filter(({ from }) => from === "client").map(({ schema }) => schema);
  const isTaken = (text: string): boolean => schemas.some((schema) => schema.safeParse(JSON.parse(text)).success);
  const frameOf = (breakage: (typeof breakages)[number]) => brokenFrame(breakage, protocols[name], renamed(name));

  test(`${name}: what it says and greets with is of the contract, what is broken is not`, () => {
    const guest = { ...renamed(name), token: "t" };
    for (const frame of [protocols[name].say("hello", guest), ...protocols[name].greet(guest)]) {
      assert.ok(isTaken(JSON.stringify(frame)), JSON.stringify(frame));
    }
    assert.equal(protocols[name].lineIn(protocols[name].say("hello", guest)), "hello");
    for (const frame of protocols[name].greet(guest)) assert.equal(protocols[name].lineIn(frame), undefined);
    assert.throws(() => JSON.parse(frameOf("notJson")));
    assert.equal(isTaken(frameOf("wrongType")), false);
    assert.equal(isTaken(frameOf("missing")), false);
    assert.ok(frameOf("tooLong").length > 5_000 && frameOf("tooLarge").length > 65_536);
  });
}
