/** A JSON Schema as the rows of a table: one per field, in order, nested ones with their path. */
import type { JsonSchema } from "./json-schema.ts";

export interface Field {
  /** `(root)`, `data.text`; `(additional properties)` and `(single item)` stand for what has no name. */
  readonly path: string;
  readonly type: string;
  readonly description: string;
  /** `const ("x")`, `allowed ("a", "b")`, `default ("x")`, `<= 500 characters`, `format (uuid)` … */
  readonly constraints: readonly string[];
  readonly required: boolean;
  /** True for an object that takes keys beyond those listed. */
  readonly open: boolean;
}

export function fieldsOf(schema: JsonSchema): readonly Field[] {
  return [rowOf(schema, "(root)", false), ...inside(schema, "")];
}

function inside(schema: JsonSchema, parent: string): readonly Field[] {
  const at = (name: string): string => (parent === "" ? name : `${parent}.${name}`);
  const rows: Field[] = [];
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    rows.push(rowOf(property, at(name), schema.required?.includes(name) ?? false), ...inside(property, at(name)));
  }
  const map = schema.additionalProperties;
  if (typeof map === "object" && Object.keys(map).length > 0) {
    rows.push(
      rowOf(map, `${parent} (additional properties)`.trim(), false),
      ...inside(map, `${parent} (additional properties)`.trim()),
    );
  }
  if (schema.items !== undefined) {
    if (schema.items.properties !== undefined) rows.push(...inside(schema.items, parent));
    else rows.push(rowOf(schema.items, `${parent.replace(/ \(additional properties\)$/, "")} (single item)`.trim(), false));
  }
  return [...rows, ...eitherOf((schema.anyOf ?? []).map((alternative) => inside(alternative, parent)))];
}

/** The fields of all alternatives, each once, with the constraints of all; required is what every one of them requires. */
function eitherOf(alternatives: readonly (readonly Field[])[]): readonly Field[] {
  const fields = Map.groupBy(alternatives.flat(), ({ path }) => path);
  const requires = (path: string) => (rows: readonly Field[]) => rows.some((row) => row.path === path && row.required);
  return [...fields].flatMap(([path, [first, ...others]]) => {
    if (first === undefined) return [];
    const constraints = [...new Set([first, ...others].flatMap((field) => field.constraints))];
    return [{ ...first, constraints, required: alternatives.every(requires(path)) }];
  });
}

function rowOf(schema: JsonSchema, path: string, required: boolean): Field {
  const type = typeOf(schema);
  return {
    path,
    type,
    description: schema.description ?? "",
    constraints: constraintsOf(schema),
    required,
    open: isOpen(schema),
  };
}

function isOpen({ type, additionalProperties }: JsonSchema): boolean {
  if (type !== "object") return false;
  return additionalProperties === undefined || additionalProperties === true || isAnything(additionalProperties);
}

function isAnything(schema: boolean | JsonSchema): boolean {
  return typeof schema === "object" && Object.keys(schema).length === 0;
}

function typeOf(schema: JsonSchema): string {
  if (schema.anyOf !== undefined) return [...new Set(schema.anyOf.map(typeOf))].join(" or ");
  if (schema.type === "array") return schema.items === undefined ? "array" : `array<${typeOf(schema.items)}>`;
  const named = schema.type ?? typesOfValues(schema);
  return typeof named === "string" ? named : named.join(" or ");
}

function typesOfValues(schema: JsonSchema): readonly string[] {
  const values = schema.const === undefined ? (schema.enum ?? []) : [schema.const];
  const types = new Set(values.map((value) => (value === null ? "null" : typeof value)));
  return types.size === 0 ? ["any"] : [...types];
}

function constraintsOf(schema: JsonSchema): readonly string[] {
  const found: string[] = [];
  if (schema.const !== undefined) found.push(`const (${JSON.stringify(schema.const)})`);
  if (schema.enum !== undefined) found.push(`allowed (${list(schema.enum)})`);
  if (schema.default !== undefined) found.push(`default (${JSON.stringify(schema.default)})`);
  if (schema.examples !== undefined) found.push(`examples (${list(schema.examples)})`);
  const length = range(schema.minLength, schema.maxLength);
  if (length !== null) found.push(`${length} characters`);
  const count = range(schema.minItems, schema.maxItems);
  if (count !== null) found.push(`${count} items`);
  const value = range(schema.minimum, schema.maximum);
  if (value !== null) found.push(value);
  if (schema.pattern !== undefined) found.push(`pattern (${schema.pattern})`);
  if (schema.format !== undefined) found.push(`format (${schema.format})`);
  return found;
}

function list(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(", ");
}

function range(min: number | undefined, max: number | undefined): string | null {
  if (min === undefined) return max === undefined ? null : `<= ${max}`;
  return max === undefined ? `>= ${min}` : `[ ${min} .. ${max} ]`;
}
