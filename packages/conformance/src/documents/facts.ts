/** What a protocol's document states of its messages, in a form that can be compared: a row per field, as its tables have them. */
export interface FieldFact {
  /** `(root)` for the message itself; `a.b` for a field of a field, also of an array's items. */
  readonly path: string;
  readonly type: string;
  /** Const, allowed values, default, examples, lengths, ranges, pattern, format. */
  readonly constraints: readonly string[];
  readonly required: boolean;
  /** Whether the document says that additional properties are allowed. */
  readonly open: boolean;
}

export interface MessageFact {
  readonly name: string;
  readonly from: "client" | "server";
  readonly fields: readonly FieldFact[];
}

type Note = "required" | "optional" | "required, open" | "open";

/** One row. */
export function field(path: string, type: string, note: Note, ...constraints: readonly string[]): FieldFact {
  return { path, type, constraints, required: note.startsWith("required"), open: note.endsWith("open") };
}

/** The rows of an object whose first field is `type` with one value. */
export function message(name: string, from: MessageFact["from"], type: string, ...fields: readonly FieldFact[]): MessageFact {
  return { name, from, fields: [field("(root)", "object", "open"), field("type", "string", "required", type), ...fields] };
}
