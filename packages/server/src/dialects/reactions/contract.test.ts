import assert from "node:assert/strict";
import { test } from "node:test";
import { boundsWith } from "../../ports/bounds.ts";
import { badExamples, rowsOf } from "../testing/contracts.ts";
import { reactionsContract } from "./schema.ts";

const contract = reactionsContract(boundsWith());

const message = (prefix: string): string[] => [
  `${prefix}, object, required, additional properties allowed`,
  `${prefix}.id, string, format uuid, required`,
  `${prefix}.text, string, required`,
  `${prefix}.author_id, string, required`,
  `${prefix}.author_name, string, required`,
  `${prefix}.created_at, integer, format int64, required`,
  `${prefix}.reactions, object, required`,
  `${prefix}.reactions.*, array`,
  `${prefix}.reactions.*[], string`,
];

/** The document's tables, row by row. */
const document: Readonly<Record<string, readonly string[]>> = {
  sendMessage: [
    "(root), object, additional properties allowed",
    'type, string, const "send_message", required',
    "data, object, required, additional properties allowed",
    "data.text, string, <= 500 characters, required",
    'data.author_name, string, default "Anonymous"',
  ],
  addReaction: [
    "(root), object, additional properties allowed",
    'type, string, const "add_reaction", required',
    "data, object, required, additional properties allowed",
    "data.message_id, string, format uuid, required",
    "data.emoji, string, required",
  ],
  receiveMessage: [
    "(root), object, additional properties allowed",
    'type, string, const "message", required',
    ...message("data"),
  ],
  receiveReactionUpdate: [
    "(root), object, additional properties allowed",
    'type, string, const "reaction_updated", required',
    "data, object, required, additional properties allowed",
    "data.message_id, string, format uuid, required",
    "data.emoji, string, required",
    "data.user_id, string, required",
    'data.action, string, one of ["added","removed"], required',
    ...message("data.message"),
  ],
  receiveError: [
    "(root), object, additional properties allowed",
    'type, string, const "error", required',
    "data, object, required, additional properties allowed",
    "data.error, string, required",
  ],
};

for (const [name, rows] of Object.entries(document)) {
  test(`the contract says of ${name} what the document says`, () => assert.deepEqual(rowsOf(contract, name), rows));
}

test("the contract has the document's messages and no others, each with examples that fit", () => {
  assert.deepEqual(
    contract.messages.map(({ name }) => name),
    Object.keys(document),
  );
  assert.deepEqual(badExamples(contract), []);
});
