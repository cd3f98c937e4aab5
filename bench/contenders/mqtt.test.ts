import assert from "node:assert/strict";
import { test } from "node:test";
import { connect, payloadOf, publish, subscribe, textBytesFor } from "./mqtt.ts";

test("packets are those of the specification's figures", () => {
  assert.equal(connect("ab").toString("hex"), "100e00044d5154540402000000026162");
  assert.equal(subscribe("a/b").toString("hex"), "820800010003612f6200");
  assert.equal(publish("a", "hi").toString("hex"), `3005000161${Buffer.from("hi").toString("hex")}`);
});

test("what was published is read back, whatever the length of its length", () => {
  for (const length of [0, 1, 122, 123, 124, 125, 200, 20_000]) {
    const text = "x".repeat(length);
    assert.equal(payloadOf(publish("abc", text)), text, `${length}`);
  }
  assert.throws(() => payloadOf(subscribe("abc")));
});

test("a text of the length asked for makes a packet of that size", () => {
  for (const size of [100, 129, 131, 230]) assert.equal(publish("r0001", "x".repeat(textBytesFor("r0001", size))).length, size);
});
