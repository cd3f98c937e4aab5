/** JSON Schema of the zod schemas that validate, so that the documents cannot say anything else than the code does. */
import { z } from "zod";

/** A JSON Schema object as far as the documents and the page read it; draft 7 and 2020-12 agree on all of it. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

/**
 * Always the schema of what goes in: unknown keys are allowed and what has a default may be left out. That is also what a reader
 * of the server's messages may count on, whom a key added later must not break.
 */
export function jsonSchemaOf(schema: z.ZodType, target: "draft-7" | "draft-2020-12"): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target, io: "input", override: ({ jsonSchema }) => tidy(jsonSchema) });
  return rest as JsonSchema;
}

/** Takes out what zod adds and no document says: the range of safe integers, patterns that repeat a format, names for every map key, two words for alternatives. */
function tidy(schema: z.core.JSONSchema.BaseSchema): void {
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.format !== undefined) delete schema.pattern;
  if (schema.propertyNames !== undefined) delete schema.propertyNames;
  // Of alternatives that are told apart by a word only one can fit: both say the same.
  if (schema.oneOf !== undefined) {
    schema.anyOf = schema.oneOf;
    delete schema.oneOf;
  }
}
