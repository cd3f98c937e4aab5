/** Reads a wire contract the way a document tells it: as rows of name, type and constraints. */
import { z } from "zod";
import type { WireContract, WireMessage } from "../contract.ts";

interface JsonSchema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly default?: unknown;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
}

/** One row for each field, as `name type constraints…`; for the root too. */
export function rowsOf(contract: WireContract, name: string): string[] {
  const message = contract.messages.find((one) => one.name === name);
  if (message === undefined) throw new Error(`no message ${name}`);
  return rows("(root)", z.toJSONSchema(message.schema, { io: "input" }) as JsonSchema, false);
}

/** Examples that do not fit the schema they stand beside; none, if all is well. */
export function badExamples(contract: WireContract): WireMessage[] {
  return contract.messages.filter(
    ({ schema, examples }) => examples.length === 0 || !examples.every((example) => schema.safeParse(example).success),
  );
}

function rows(name: string, schema: JsonSchema, isRequired: boolean): string[] {
  const { additionalProperties: more, properties } = schema;
  const constraints = [
    ...("const" in schema ? [`const ${JSON.stringify(schema.const)}`] : []),
    ...(schema.enum === undefined ? [] : [`one of ${JSON.stringify(schema.enum)}`]),
    ...(schema.format === undefined ? [] : [`format ${schema.format}`]),
    ...(schema.minLength === undefined ? [] : [`>= ${schema.minLength} characters`]),
    ...(schema.maxLength === undefined ? [] : [`<= ${schema.maxLength} characters`]),
    ...("default" in schema ? [`default ${JSON.stringify(schema.default)}`] : []),
    ...(isRequired ? ["required"] : []),
    ...(properties !== undefined && more !== false ? ["additional properties allowed"] : []),
  ];
  const own = `${[name, schema.type ?? "any", ...constraints].join(", ")}`;
  const prefix = name === "(root)" ? "" : `${name}.`;
  const children = Object.entries(properties ?? {}).flatMap(([key, child]) =>
    rows(`${prefix}${key}`, child, schema.required?.includes(key) ?? false),
  );
  const map = properties === undefined && typeof more === "object" ? rows(`${prefix}*`, more, false) : [];
  const items = schema.items === undefined ? [] : rows(`${name}[]`, schema.items, false);
  return [own, ...children, ...map, ...items];
}
