import assert from "node:assert/strict";
import { test } from "node:test";
import { badExamples, rowsOf } from "../testing/contracts.ts";
import { commandTypes, openchampContract } from "./schema.ts";

const root = "(root), object, additional properties allowed";
const type = 'type, string, const "private_chat", required';
const payload = "payload, object, required, additional properties allowed";

test("the contract says of private_chat what the document says", () => {
  assert.deepEqual(rowsOf(openchampContract, "sendPrivateChat"), [
    ...[root, type, payload],
    "payload.target, string, >= 1 characters, required",
    "payload.message, string, >= 1 characters, required",
  ]);
  assert.deepEqual(rowsOf(openchampContract, "receivePrivateChat"), [
    ...[root, type, payload],
    "payload.username, string, required",
    "payload.message, string, required",
  ]);
});

test("every command has its message, every message examples that fit, and no two the same name", () => {
  const { messages } = openchampContract;
  const fromClient = messages
    .filter(({ from }) => from === "client")
    .map(({ examples }) => (examples[0] as { type: string }).type);
  assert.deepEqual(fromClient.toSorted(), [...commandTypes].toSorted());
  assert.deepEqual(badExamples(openchampContract), []);
  assert.equal(new Set(messages.map(({ name }) => name)).size, messages.length);
});
