import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { boundsWith } from "../../ports/bounds.ts";
import { clientSchemas, rosterContract } from "./schema.ts";

const bounds = boundsWith();
const schemas = clientSchemas(bounds);
const contract = rosterContract(schemas);

/** One row of the document's tables: name, type, the rest of what it says. */
type Row = readonly [name: string, type: string, ...facts: string[]];

/** The tables of the document, as they are printed there. */
const documented: Readonly<Record<string, readonly Row[]>> = {
  initMessage: [
    ["(root)", "object", "additional properties are allowed"],
    ["type", "string", 'allowed ("init")', "required"],
    ["username", "string", "[ 3 .. 20 ] characters", "required"],
    ["id", "string", "pattern (^[a-zA-Z0-9-]+$)", "required"],
  ],
  textMessage: [
    ["(root)", "object", "additional properties are allowed"],
    ["type", "string", 'allowed ("text")', "required"],
    ["text", "string", "[ 1 .. 1000 ] characters", "required"],
  ],
  fileMessage: [
    ["(root)", "object", "additional properties are allowed"],
    ["type", "string", 'allowed ("file")', "required"],
    ["file", "object", "required", "additional properties are allowed"],
    ["file.name", "string", "required"],
    ["file.type", "string", "required"],
    ["file.size", "integer", ">= 1", "required"],
    ["file.data", "string", "format (byte)", "required"],
  ],
  serverMessage: [
    ["(root)", "object", "additional properties are allowed"],
    ["type", "string", 'allowed ("message")', "required"],
    ["id", "string", "required"],
    ["sender", "string", "required"],
    ["content", "string", "required"],
    ["timestamp", "integer", "required"],
  ],
  errorMessage: [
    ["(root)", "object", "additional properties are allowed"],
    ["type", "string", 'allowed ("error")', "required"],
    ["code", "string", "required"],
    ["message", "string", "required"],
  ],
  userDataMessage: [
    ["(root)", "object", "additional properties are allowed"],
    ["type", "string", 'allowed ("userData")', "required"],
    ["users", "array<object>", "required"],
    ["users.id", "string", "required"],
    ["users.username", "string", "required"],
    ["users.online", "boolean", "required"],
    ["users.lastActive", "integer"],
  ],
  userStatusMessage: [
    ["(root)", "object", "additional properties are allowed"],
    ["type", "string", 'allowed ("userStatus")', "required"],
    ["userId", "string", "required"],
    ["username", "string", "required"],
    ["online", "boolean", "required"],
  ],
  historyMessage: [
    ["(root)", "object", "additional properties are allowed"],
    ["type", "string", 'allowed ("history")', "required"],
    ["messages", "array<object>", "required"],
    ["messages.type", "string", 'allowed ("message")', "required"],
    ["messages.id", "string", "required"],
    ["messages.sender", "string", "required"],
    ["messages.content", "string", "required"],
    ["messages.timestamp", "integer", "required"],
  ],
};

interface JsonSchema {
  readonly type: string;
  readonly enum?: readonly string[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly additionalProperties?: unknown;
}

/** A published schema as rows of such a table. */
function rows(schema: JsonSchema, name = "(root)", required = false): Row[] {
  const { items, properties = {} } = schema;
  const facts = [
    ...(schema.enum === undefined ? [] : [`allowed (${schema.enum.map((value) => JSON.stringify(value)).join(", ")})`]),
    ...(schema.minLength === undefined && schema.maxLength === undefined
      ? []
      : [`[ ${schema.minLength} .. ${schema.maxLength} ] characters`]),
    ...(schema.minimum === undefined ? [] : [`>= ${schema.minimum}`]),
    ...(schema.maximum === undefined ? [] : [`<= ${schema.maximum}`]),
    ...(schema.pattern === undefined ? [] : [`pattern (${schema.pattern})`]),
    ...(schema.format === undefined ? [] : [`format (${schema.format})`]),
    ...(required ? ["required"] : []),
    ...(schema.type === "object" && schema.additionalProperties !== false ? ["additional properties are allowed"] : []),
  ];
  const inner = items?.properties ?? properties;
  const innerRequired = items?.required ?? schema.required ?? [];
  const children = Object.entries(inner).flatMap(([key, child]) =>
    rows(child, name === "(root)" ? key : `${name}.${key}`, innerRequired.includes(key)),
  );
  return [[name, items === undefined ? schema.type : `array<${items.type}>`, ...facts], ...children];
}

for (const [name, table] of Object.entries(documented)) {
  test(`the published schema of ${name} is the document's table`, () => {
    const message = contract.messages.find((candidate) => candidate.name === name);
    assert.ok(message);
    assert.deepEqual(rows(z.toJSONSchema(message.schema) as JsonSchema), table);
  });
}

test("the contract has the document's messages and no others, and its examples keep their schemas", () => {
  assert.deepEqual(contract.messages.map(({ name }) => name).sort(), Object.keys(documented).sort());
  for (const { examples, schema } of contract.messages) for (const example of examples) schema.parse(example);
});

test("additional properties are accepted in everything a client says", () => {
  schemas.init.parse({ type: "init", username: "alice123", id: "c-1", extra: { a: 1 } });
  schemas.text.parse({ type: "text", text: "x", extra: null });
  schemas.file.parse({ type: "file", extra: 1, file: { name: "a", type: "b", size: 1, data: "AA==", extra: 1 } });
});

const initWith = (changes: object): boolean =>
  schemas.init.safeParse({ type: "init", username: "alice123", id: "client-98765", ...changes }).success;
const textOf = (text: unknown): boolean => schemas.text.safeParse({ type: "text", text }).success;
const fileWith = (changes: object): boolean =>
  schemas.file.safeParse({ type: "file", file: { name: "a", type: "b", size: 1, data: "AA==", ...changes } }).success;

test("I8: username is 3 to 20 characters (nameMinChars, rosterNameMaxChars), counted in code points", () => {
  assert.deepEqual(
    [2, 3, 20, 21].map((length) => initWith({ username: "a".repeat(length) })),
    [false, true, true, false],
  );
  assert.deepEqual(
    [2, 3, 20, 21].map((length) => initWith({ username: "😀".repeat(length) })),
    [false, true, true, false],
  );
});

test("I8: id has the document's pattern and at most clientIdChars characters", () => {
  assert.deepEqual(
    [0, 1, 64, 65].map((length) => initWith({ id: "a".repeat(length) })),
    [false, true, true, false],
  );
  for (const id of ["a_b", "a b", "ä", "a\n", "", 7, null]) assert.equal(initWith({ id }), false, String(id));
});

test("I8: text is 1 to 1,000 characters (rosterTextChars), counted in code points", () => {
  assert.deepEqual(
    [0, 1, 1_000, 1_001].map((length) => textOf("a".repeat(length))),
    [false, true, true, false],
  );
  assert.deepEqual(
    [1_000, 1_001].map((length) => textOf("😀".repeat(length))),
    [true, false],
  );
  assert.equal(textOf(7), false);
});

test("I8: a file's name and type are there and bounded", () => {
  assert.deepEqual(
    [0, 1, 255, 256].map((length) => fileWith({ name: "n".repeat(length) })),
    [false, true, true, false],
  );
  assert.deepEqual(
    [0, 1, 127, 128].map((length) => fileWith({ type: "t".repeat(length) })),
    [false, true, true, false],
  );
  assert.deepEqual([{ name: " " }, { type: "\t" }, { name: undefined }, { type: 1 }, { data: 1 }].map(fileWith), [
    false,
    false,
    false,
    false,
    false,
  ]);
});

test("a file's size is an integer of at least 1", () => {
  assert.deepEqual(
    [0, 1, 1.5, -1, "1", 2 ** 53, Number.NaN].map((size) => fileWith({ size })),
    [false, true, false, false, false, false, false],
  );
});
