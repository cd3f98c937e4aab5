import assert from "node:assert/strict";
import { test } from "node:test";
import { contractFor } from "../testing/contracts.ts";
import { messageFor } from "./asyncapi.ts";
import { constraintsOf, explain } from "./explain.ts";

test("what the schema says of a member is found by its path", () => {
  const frame = { type: "send_message", data: { text: "Hello", author_name: "Remy" } };
  const message = messageFor(contractFor("reactions").sent, frame);
  assert.equal(message?.name, "sendMessage");
  const text = explain(message?.schema ?? {}, frame, ["data", "text"]);
  assert.deepEqual([text?.isRequired, text?.schema.description], [true, "Message content"]);
  assert.deepEqual(constraintsOf(text?.schema ?? {}), ["string", "≤ 500 characters"]);
  assert.deepEqual(constraintsOf(explain(message?.schema ?? {}, frame, ["type"])?.schema ?? {}), ['always "send_message"']);
  assert.equal(explain(message?.schema ?? {}, frame, ["data", "nothing"]), undefined);
});

test("through lists and alternatives the path leads to the branch that the frame is of", () => {
  const { received } = contractFor("zo");
  const example = received.find(({ name }) => name === "sync.onEvent")?.examples[0];
  const message = messageFor(received, example);
  assert.equal(message?.name, "sync.onEvent");
  assert.ok(explain(message?.schema ?? {}, example, ["payload", "seq"]));
  const history = { type: "history", messages: [{ type: "message", id: "1", sender: "a", content: "b", timestamp: 2 }] };
  const roster = messageFor(contractFor("roster").received, history);
  assert.equal(explain(roster?.schema ?? {}, history, ["messages", 0, "sender"])?.isRequired, true);
});

test("the answer to a call is the message that its call's name says", () => {
  const { received } = contractFor("zo");
  const answer = received.find(({ name }) => name === "rooms.join.result")?.examples[0];
  assert.equal(messageFor(received, answer, "rooms.join.result")?.name, "rooms.join.result");
});

test("a frame that lacks something is explained as what its type says; one of no known type is not", () => {
  const { sent } = contractFor("reactions");
  assert.equal(messageFor(sent, { type: "send_message" })?.name, "sendMessage");
  assert.equal(messageFor(sent, { type: "nothing" }), undefined);
  assert.equal(messageFor(sent, undefined), undefined);
});
