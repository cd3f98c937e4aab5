/** What a form is filled with at first: a frame that can be sent as it is. */
import type { Message } from "../schema/asyncapi.ts";
import { fits, isList, isRecord, itemSchema, type JsonSchema, memberSchema, typesOf } from "../schema/json-schema.ts";

/** Values for members of these names, better than any example: the visitor's own. */
export type Hints = Readonly<Record<string, unknown>>;

/** The document's example, with the visitor's own values in it; made from the schema where there is none. */
export function defaultFrame({ schema, examples }: Message, hints: Hints = {}): unknown {
  const example = examples.find((one) => fits(schema, one));
  return hinted(schema, example ?? defaultOf(schema), hints);
}

/** The smallest value of the right shape. */
export function defaultOf(schema: JsonSchema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.anyOf !== undefined) return defaultOf(schema.anyOf[0] ?? {});
  const example = schema.examples?.find((one) => fits(schema, one));
  if (example !== undefined) return example;
  switch (typesOf(schema)[0]) {
    case "string":
      return "x".repeat(schema.minLength ?? 0);
    case "integer":
    case "number":
      return schema.minimum ?? 0;
    case "boolean":
      return false;
    case "null":
      return null;
    case "array":
      return Array.from({ length: schema.minItems ?? 0 }, (_, index) => defaultOf(itemSchema(schema, index) ?? {}));
    case "object":
      return Object.fromEntries((schema.required ?? []).map((key) => [key, defaultOf(memberSchema(schema, key) ?? {})]));
    default:
      return "";
  }
}

/** Where a member has a hint's name and the hint fits, the hint is its value. */
function hinted(schema: JsonSchema, value: unknown, hints: Hints): unknown {
  const branch = schema.anyOf?.find((one) => fits(one, value)) ?? schema;
  if (isList(value)) return value.map((item, index) => hinted(itemSchema(branch, index) ?? {}, item, hints));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const member = memberSchema(branch, key) ?? {};
      const isHinted = Object.hasOwn(hints, key) && member.const === undefined && fits(member, hints[key]);
      return [key, isHinted ? hints[key] : hinted(member, inner, hints)];
    }),
  );
}
