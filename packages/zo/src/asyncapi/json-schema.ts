import type { StandardSchema } from "../contract/schema.ts";

/** A JSON Schema, draft 7 as AsyncAPI 3 reads it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What Standard JSON Schema adds to a schema (https://standardschema.dev/json-schema). */
interface Convertible {
  readonly jsonSchema: Readonly<Record<"input" | "output", (options: object) => unknown>>;
}

function isConvertible(standard: object): standard is Convertible {
  return "jsonSchema" in standard && typeof standard.jsonSchema === "object" && standard.jsonSchema !== null;
}

/** zod has no JSON form for what zo carries as rich values: this gives them the form that PROTOCOL.md, R3, says. */
const zodOptions = {
  unrepresentable: "any",
  override: ({
    zodSchema,
    jsonSchema,
  }: {
    zodSchema: { _zod: { def: { type: string } } };
    jsonSchema: Record<string, unknown>;
  }) => {
    Object.assign(jsonSchema, richForms[zodSchema._zod.def.type]);
  },
};

const richForms: Readonly<Record<string, JsonSchema>> = {
  date: { type: "string", format: "date-time" },
  bigint: { type: "string", pattern: "^-?[0-9]+$" },
  map: { type: "array", items: { type: "array", minItems: 2, maxItems: 2 } },
  set: { type: "array" },
};

/** Options that each library knows; others get none. */
const libraryOptions: Readonly<Record<string, object>> = { zod: zodOptions, valibot: { errorMode: "ignore" } };

export interface Placed {
  readonly side: "input" | "output";
  /** Where it will stand in its document, a JSON pointer that begins with `#`. */
  readonly at: string;
}

/** The schema as JSON Schema where its library offers that; the schema of anything otherwise, and where it cannot be said. */
export function jsonSchemaOf(schema: StandardSchema, { side, at }: Placed): JsonSchema {
  const standard = schema["~standard"];
  if (!isConvertible(standard)) return {};
  try {
    const json = standard.jsonSchema[side]({ target: "draft-07", libraryOptions: libraryOptions[standard.vendor] });
    if (typeof json !== "object" || json === null) return {};
    const own = Object.entries(json).filter(([key]) => key !== "$schema" && key !== "~standard");
    return Object.fromEntries(own.map(([key, value]) => [key, moved(key, value, at)]));
  } catch {
    return {};
  }
}

/** A schema's references start from its own root, which is not that of the document. */
function moved(key: string, value: unknown, at: string): unknown {
  if (typeof value === "string") return key === "$ref" && value.startsWith("#") ? at + value.slice(1) : value;
  if (Array.isArray(value)) return value.map((item) => moved("", item, at));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, moved(name, member, at)]));
}
