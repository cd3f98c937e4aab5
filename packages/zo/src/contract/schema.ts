import type { Issue } from "../wire/error.ts";

/** What any Standard Schema validator offers (https://standardschema.dev, version 1): zod, valibot, arktype and others. */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What a sender writes. */
export type InputOf<S extends StandardSchema> = NonNullable<S["~standard"]["types"]>["input"];
/** What a receiver gets. */
export type OutputOf<S extends StandardSchema> = NonNullable<S["~standard"]["types"]>["output"];

/** At most this many issues of one value are kept; a hostile payload must not buy an answer larger than itself. */
const maxIssues = 20;

export type Checked<Output> = { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly Issue[] };

function checked<Output>(result: SchemaResult<Output>): Checked<Output> {
  if (result.issues === undefined) return result;
  const issues = result.issues.slice(0, maxIssues).map(({ message, path = [] }) => ({
    message,
    path: path.map((part) => {
      const key = typeof part === "object" ? part.key : part;
      return typeof key === "symbol" ? String(key) : key;
    }),
  }));
  return { issues };
}

/** Validates; a promise only where the schema itself is asynchronous. */
export function check<S extends StandardSchema>(schema: S, value: unknown): Checked<OutputOf<S>> | Promise<Checked<OutputOf<S>>> {
  const result = schema["~standard"].validate(value);
  return result instanceof Promise ? result.then(checked) : checked(result);
}
