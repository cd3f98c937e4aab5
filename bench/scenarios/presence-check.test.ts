import assert from "node:assert/strict";
import { test } from "node:test";
import { checkComings } from "./presence-check.ts";

const status = (userId: string, online: boolean): Buffer =>
  Buffer.from(JSON.stringify({ type: "userStatus", userId, username: userId, online }));
const [aIn, aOut, bIn, bOut] = [status("a", true), status("a", false), status("b", true), status("b", false)];

test("everybody told of once coming and once going is right, whoever goes first", () => {
  checkComings([aIn, bIn, bOut, aOut], ["a", "b"]);
});

for (const [what, frames] of [
  ["of somebody who did not go", [aIn, bIn, aOut]],
  ["twice of somebody who came", [aIn, aIn, aOut, bIn, bOut]],
  ["of going before coming", [aOut, aIn, bIn, bOut]],
  ["of a stranger", [aIn, aOut, bIn, bOut, status("c", true), status("c", false)]],
  ["of nobody", []],
] as const) {
  test(`an observer who is told ${what} was told wrongly`, () => {
    assert.throws(() => checkComings(frames, ["a", "b"]));
  });
}
