import assert from "node:assert/strict";
import { test } from "node:test";
import { nativeRoutes } from "@parlance/client/contract";
import { boundsWith } from "../../../ports/bounds.ts";
import { badExamples } from "../../testing/contracts.ts";
import { zoContract } from "../schema.ts";
import { nativeMessages } from "./wire.ts";

test("every native route is in the contract with a line that says what it is for, and examples that fit", () => {
  const messages = nativeMessages();
  for (const [area, routes] of Object.entries(nativeRoutes)) {
    for (const [name, { kind }] of Object.entries(routes) as [string, { kind: string }][]) {
      const of = messages.filter((message) => message.name === `${area}.${name}` || message.name === `${area}.${name}.result`);
      assert.deepEqual(
        of.map(({ from }) => from),
        kind === "procedure" ? ["client", "server"] : [kind === "incoming" ? "client" : "server"],
      );
      for (const { summary } of of) assert.match(summary, /^[A-Z].{2,}/);
    }
  }
  const contract = zoContract(boundsWith());
  assert.deepEqual(badExamples(contract), []);
  for (const message of messages) assert.ok(contract.messages.some(({ name }) => name === message.name));
});

test("an example of a call is what the call takes", () => {
  const send = nativeMessages().find(({ name }) => name === "messages.send");
  assert.deepEqual(send?.examples, [{ type: "messages.send", id: 4, payload: { roomId: "lounge", text: "Hello everyone" } }]);
});
