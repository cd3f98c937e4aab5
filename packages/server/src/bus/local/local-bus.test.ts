import assert from "node:assert/strict";
import { test } from "node:test";
import { busContract } from "@parlance/conformance/bus-contract/bus-contract.ts";
import { createLocalBus } from "./local-bus.ts";

busContract("local", async () => ({
  nodes: [createLocalBus()],
  // A function call: what is not there at once will never be.
  until: async (condition) => assert.ok(condition()),
  rest: async () => undefined,
}));

test("a closed bus takes no more subscriptions", async () => {
  const bus = createLocalBus();
  await bus.close();
  await assert.rejects(
    bus.subscribe("room:r", () => undefined),
    /closed/,
  );
});
