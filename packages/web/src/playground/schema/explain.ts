/** What the schema says about a member of a frame. */
import { branchFor, isList, isRecord, itemSchema, type JsonSchema, memberSchema, typesOf } from "./json-schema.ts";

/** From the frame to the value: names and indexes. */
export type Path = readonly (string | number)[];

export interface Explanation {
  readonly schema: JsonSchema;
  readonly isRequired: boolean;
}

/** Undefined where the schema does not name it. */
export function explain(schema: JsonSchema, frame: unknown, path: Path): Explanation | undefined {
  let at: JsonSchema | undefined = schema;
  let value = frame;
  let isRequired = false;
  for (const step of path) {
    if (at === undefined) return undefined;
    const branch = branchFor(at, value);
    if (typeof step === "number") {
      at = itemSchema(branch, step);
      value = isList(value) ? value[step] : undefined;
    } else {
      isRequired = (branch.required ?? []).includes(step);
      at = memberSchema(branch, step);
      value = isRecord(value) ? value[step] : undefined;
    }
  }
  return at === undefined || Object.keys(at).length === 0 ? undefined : { schema: branchFor(at, value), isRequired };
}

/** Type and constraints in a few words, as a table of fields would have them. */
export function constraintsOf(schema: JsonSchema): readonly string[] {
  const range = (from: number | undefined, to: number | undefined, unit: string): readonly string[] => {
    if (from !== undefined && to !== undefined) return [`${from} to ${to}${unit}`];
    if (from !== undefined) return [`≥ ${from}${unit}`];
    return to === undefined ? [] : [`≤ ${to}${unit}`];
  };
  const fixed = schema.const ?? (schema.enum?.length === 1 ? schema.enum[0] : undefined);
  return [
    ...(fixed === undefined ? typesOf(schema) : [`always ${JSON.stringify(fixed)}`]),
    ...(schema.enum === undefined || fixed !== undefined ? [] : [schema.enum.map((one) => JSON.stringify(one)).join(" | ")]),
    ...(schema.format === undefined ? [] : [schema.format]),
    ...range(schema.minLength, schema.maxLength, " characters"),
    ...range(schema.minimum, schema.maximum, ""),
    ...range(schema.minItems, schema.maxItems, " items"),
    ...(schema.pattern === undefined ? [] : [schema.pattern]),
    ...(schema.default === undefined ? [] : [`default ${JSON.stringify(schema.default)}`]),
  ];
}
