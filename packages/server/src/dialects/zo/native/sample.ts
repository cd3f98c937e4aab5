import { z } from "zod";

/** As much of a JSON Schema as the contract needs. */
interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** Sample values by the names of fields; ids are made up. */
const texts: Readonly<Record<string, string>> = {
  roomId: "lounge",
  userId: "d1f3b6a0-2c4e-4f57-9a8b-6c7d8e9f0a1b",
  text: "Hello everyone",
  name: "Jane",
  emoji: "👍",
  url: "https://chat.example/files/3q2-7w",
};
const numbers: Readonly<Record<string, number>> = { at: 1_767_323_045_678, messageId: 4_711, id: 4_711, seq: 12 };

/** A value that fits: what must be there, the first of alternatives, one of a list. */
export function sampleOf(schema: z.ZodType): unknown {
  return sample(z.toJSONSchema(schema, { io: "input" }) as Schema, "");
}

function sample(schema: Schema, name: string): unknown {
  const [first] = schema.anyOf ?? schema.oneOf ?? [];
  if (first !== undefined) return sample(first, name);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  switch (schema.type) {
    case "object": {
      const given = (schema.required ?? []).map((key) => [key, sample(schema.properties?.[key] ?? {}, key)] as const);
      return Object.fromEntries(given);
    }
    case "array":
      return schema.items === undefined ? [] : [sample(schema.items, name.replace(/s$/, ""))];
    case "integer":
    case "number":
      return Math.max(numbers[name] ?? 1, schema.minimum ?? 0);
    case "boolean":
      return true;
    default:
      return texts[name] ?? (name === "id" ? "5b1d1c86-8e0d-4c0c-8d6b-7f6f3b0d2a54" : `a ${name}`);
  }
}
