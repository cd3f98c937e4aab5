/** As much of JSON Schema as the server's documents use. */

export interface JsonSchema {
  readonly type?: string | readonly string[];
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
  /** Several: of a tuple, one each. */
  readonly items?: JsonSchema | readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** JSON has lists only of the kind that may be read. */
export const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** The types a value may have; none: any. */
export function typesOf({ type, properties }: JsonSchema): readonly string[] {
  if (type === undefined) return properties === undefined ? [] : ["object"];
  return typeof type === "string" ? [type] : type;
}

export function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case "null":
      return value === null;
    case "array":
      return isList(value);
    case "object":
      return isRecord(value);
    case "integer":
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

export function itemSchema({ items }: JsonSchema, index: number): JsonSchema | undefined {
  return isList(items) ? (items[index] as JsonSchema | undefined) : (items as JsonSchema | undefined);
}

/** Whether the value has the right shape: types, fixed values, what is required. Lengths and patterns are the server's to judge. */
export function fits(schema: JsonSchema, value: unknown): boolean {
  if (schema.anyOf !== undefined) return schema.anyOf.some((branch) => fits(branch, value));
  if (schema.const !== undefined) return schema.const === value;
  if (schema.enum !== undefined) return schema.enum.includes(value);
  const types = typesOf(schema);
  if (types.length > 0 && !types.some((type) => isOfType(value, type))) return false;
  if (isList(value)) return value.every((item, index) => fits(itemSchema(schema, index) ?? {}, item));
  return !isRecord(value) || hasMembers(schema, value);
}

function hasMembers(schema: JsonSchema, value: Readonly<Record<string, unknown>>): boolean {
  if (!(schema.required ?? []).every((key) => Object.hasOwn(value, key))) return false;
  return Object.entries(value).every(([key, inner]) => fits(memberSchema(schema, key) ?? {}, inner));
}

/** Of a named property, or else of those that may be added. */
export function memberSchema({ properties, additionalProperties }: JsonSchema, key: string): JsonSchema | undefined {
  if (properties !== undefined && Object.hasOwn(properties, key)) return properties[key];
  return typeof additionalProperties === "object" ? additionalProperties : undefined;
}

/** Of alternatives the one that this value is of; the schema itself when it has none. */
export function branchFor(schema: JsonSchema, value: unknown): JsonSchema {
  if (schema.anyOf === undefined) return schema;
  const branch = schema.anyOf.find((one) => fits(one, value)) ?? schema.anyOf[0];
  return branch === undefined ? {} : branchFor(branch, value);
}
