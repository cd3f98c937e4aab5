import assert from "node:assert/strict";
import { test } from "node:test";
import { Retrievals } from "./retrievals.ts";

async function* twoTexts() {
  yield "a";
  yield "b";
}
const make = async () => twoTexts();

test("I8: retrievalsPerUser: each user is sent that many answers at once; one more is refused until one was read, left, or never begun", async () => {
  const retrievals = new Retrievals(2);
  const first = await retrievals.counted("ann", make);
  const second = await retrievals.counted("ann", make);
  await assert.rejects(retrievals.counted("ann", make), { code: "rate_limited" });
  const ofBob = await retrievals.counted("bob", make);
  assert.deepEqual(await Array.fromAsync(first), ["a", "b"]);
  const third = await retrievals.counted("ann", make);
  await assert.rejects(retrievals.counted("ann", make), { code: "rate_limited" });
  for await (const text of second) {
    assert.equal(text, "a");
    break;
  }
  await third[Symbol.asyncIterator]().return?.();
  await retrievals.counted("ann", make);
  await retrievals.counted("ann", make);
  await assert.rejects(retrievals.counted("ann", make), { code: "rate_limited" });
  await Array.fromAsync(ofBob);
});

test("an answer that fails, before it began or in the middle, counts no more", async () => {
  const retrievals = new Retrievals(1);
  for (let round = 0; round < 2; round++) {
    await assert.rejects(
      retrievals.counted("ann", () => Promise.reject(new Error("no store"))),
      /no store/,
    );
    const broken = await retrievals.counted("ann", async () =>
      (async function* () {
        yield "a";
        throw new Error("broke off");
      })(),
    );
    await assert.rejects(Array.fromAsync(broken), /broke off/);
  }
});
