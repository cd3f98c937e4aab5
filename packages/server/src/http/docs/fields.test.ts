import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { fieldsOf } from "./fields.ts";
import { jsonSchemaOf } from "./json-schema.ts";

const rowsOf = (schema: z.ZodType) =>
  fieldsOf(jsonSchemaOf(schema, "draft-7")).map(({ path, type, constraints, required, open }) =>
    [path, type, ...(required ? ["required"] : []), ...(open ? ["open"] : []), ...constraints].join(" | "),
  );

test("a field is a row with its path, type and constraints; nested ones follow theirs", () => {
  const schema = z.object({
    type: z.literal("x"),
    action: z.enum(["a", "b"]),
    name: z
      .string()
      .min(3)
      .max(20)
      .meta({ examples: ["ada"] }),
    pin: z.string().regex(/^\d+$/).optional(),
    count: z.int().min(1),
    size: z.int(),
    id: z.uuid(),
    by: z.string().default("Anonymous"),
    tags: z.array(z.string()).max(3),
    users: z.array(z.object({ id: z.string().nullable() })),
    reactions: z.record(z.string(), z.array(z.string())),
    strict: z.strictObject({ deep: z.boolean() }),
  });
  assert.deepEqual(rowsOf(schema), [
    "(root) | object | open",
    'type | string | required | const ("x")',
    'action | string | required | allowed ("a", "b")',
    'name | string | required | examples ("ada") | [ 3 .. 20 ] characters',
    "pin | string | pattern (^\\d+$)",
    "count | integer | required | >= 1",
    "size | integer | required",
    "id | string | required | format (uuid)",
    'by | string | default ("Anonymous")',
    "tags | array<string> | required | <= 3 items",
    "tags (single item) | string",
    "users | array<object> | required",
    "users.id | string or null | required",
    "reactions | object | required",
    "reactions (additional properties) | array<string>",
    "reactions (single item) | string",
    "strict | object | required",
    "strict.deep | boolean | required",
  ]);
});

test("the fields of all alternatives are shown once; required is what all of them require", () => {
  const schema = z.union([
    z.object({ room: z.string(), messages: z.string() }),
    z.object({ room: z.string(), message: z.string() }),
  ]);
  assert.deepEqual(rowsOf(schema), ["(root) | object", "room | string | required", "messages | string", "message | string"]);
});

test("alternatives that a word tells apart are shown together, with all the words", () => {
  const schema = z.discriminatedUnion("type", [
    z.object({ type: z.literal("a"), at: z.int() }),
    z.object({ type: z.literal("b"), by: z.string() }),
  ]);
  const [, type, ...others] = rowsOf(schema);
  assert.deepEqual([type, ...others], ['type | string | required | const ("a") | const ("b")', "at | integer", "by | string"]);
});
