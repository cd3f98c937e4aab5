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

/** At most this many issues of one value are kept; a hostile payload must not buy an answer much larger than itself. */
const maxIssues = 20;
/** No issue is kept that begins after so many characters of those before it; both texts and paths may repeat the payload's own. */
const maxIssueChars = 4_096;

export type Checked<Output> = { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly Issue[] };

function checked<Output>(result: SchemaResult<Output>): Checked<Output> {
  if (result.issues === undefined) return result;
  let chars = 0;
  const issues: Issue[] = [];
  for (const each of result.issues.slice(0, maxIssues)) {
    const issue = issueOf(each);
    issues.push(issue);
    chars += issue.path.reduce<number>((sum, part) => sum + String(part).length, issue.message.length);
    if (chars > maxIssueChars) break;
  }
  return { issues };
}

function issueOf({ message, path = [] }: SchemaIssue): Issue {
  return {
    message: message.slice(0, maxIssueChars),
    path: path.map((part) => {
      const key = typeof part === "object" ? part.key : part;
      return typeof key === "symbol" ? String(key) : key;
    }),
  };
}

/** Validates; a promise only where the schema itself is asynchronous. */
export function check<S extends StandardSchema>(schema: S, value: unknown): Checked<OutputOf<S>> | Promise<Checked<OutputOf<S>>> {
  const result = schema["~standard"].validate(value);
  return result instanceof Promise ? result.then(checked) : checked(result);
}
