/** How a value of a schema is asked for: one field, which may hold others. */
import { branchFor, fits, isList, isRecord, itemSchema, type JsonSchema, typesOf } from "../schema/json-schema.ts";

export type Field =
  /** Nothing to choose: it is always this. */
  | { readonly kind: "fixed"; readonly value: unknown }
  | { readonly kind: "text" | "number" | "boolean" }
  | { readonly kind: "choice"; readonly options: readonly unknown[] }
  | { readonly kind: "object"; readonly members: readonly Member[] }
  | { readonly kind: "list"; readonly item: JsonSchema }
  /** One of several shapes; `at` is the one that the value has now. */
  | { readonly kind: "either"; readonly branches: readonly JsonSchema[]; readonly at: number }
  /** Anything: as JSON. */
  | { readonly kind: "json" };

export interface Member {
  readonly key: string;
  readonly schema: JsonSchema;
  readonly isRequired: boolean;
}

export function fieldOf(schema: JsonSchema, value: unknown): Field {
  if (schema.anyOf !== undefined) return eitherOf(schema.anyOf, value);
  if (schema.const !== undefined) return { kind: "fixed", value: schema.const };
  if (schema.enum?.length === 1) return { kind: "fixed", value: schema.enum[0] };
  if (schema.enum !== undefined) return { kind: "choice", options: schema.enum };
  const types = typesOf(schema);
  if (types.length > 1)
    return eitherOf(
      types.map((type) => ({ ...schema, type })),
      value,
    );
  switch (types[0]) {
    case "string":
      return { kind: "text" };
    case "integer":
    case "number":
      return { kind: "number" };
    case "boolean":
      return { kind: "boolean" };
    case "null":
      return { kind: "fixed", value: null };
    case "object":
      return schema.properties === undefined ? { kind: "json" } : { kind: "object", members: membersOf(schema) };
    case "array":
      return isList(schema.items) || schema.items === undefined
        ? { kind: "json" }
        : { kind: "list", item: itemSchema(schema, 0) ?? {} };
    default:
      return { kind: "json" };
  }
}

function eitherOf(branches: readonly JsonSchema[], value: unknown): Field {
  const at = branches.findIndex((branch) => fits(branch, value));
  return { kind: "either", branches, at: Math.max(at, 0) };
}

function membersOf({ properties, required }: JsonSchema): readonly Member[] {
  return Object.entries(properties ?? {}).map(([key, schema]) => ({ key, schema, isRequired: (required ?? []).includes(key) }));
}

/** Alternatives need names: what sets them apart, which is a fixed value, a type, or the keys that are required. */
export function branchName(schema: JsonSchema): string {
  const fixed = Object.values(schema.properties ?? {}).find((one) => one.const !== undefined || one.enum?.length === 1);
  if (fixed !== undefined) return String(fixed.const ?? fixed.enum?.[0]);
  if (schema.properties !== undefined) return (schema.required ?? Object.keys(schema.properties)).join(" + ");
  return String(schema.const ?? typesOf(branchFor(schema, undefined))[0] ?? "JSON");
}

/** The value with another one at this member; `undefined` takes it out. Order of members stays as it is. */
export function withMember(value: unknown, key: string, inner: unknown): unknown {
  const before = isRecord(value) ? value : {};
  if (inner !== undefined) return { ...before, [key]: inner };
  return Object.fromEntries(Object.entries(before).filter(([other]) => other !== key));
}

/** The list with another item at this place; `undefined` takes it out. */
export function withItem(value: unknown, index: number, inner: unknown): unknown {
  const before = isList(value) ? value : [];
  return inner === undefined ? before.filter((_, at) => at !== index) : before.map((item, at) => (at === index ? inner : item));
}
