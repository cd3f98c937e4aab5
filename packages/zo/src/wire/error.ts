import type { ErrorCode } from "./codes.ts";

/** What is wrong with a value, and where: the form in which issues cross the wire. */
export interface Issue {
  readonly message: string;
  readonly path: readonly (string | number)[];
}

export interface ZoErrorDetails<Data = unknown> {
  /** The route it is about, `chat.private`. */
  readonly route?: string | undefined;
  readonly issues?: readonly Issue[] | undefined;
  /** What a declared error carries. */
  readonly data?: Data | undefined;
  /** Names the server's log line of an `internal` error. */
  readonly incident?: string | undefined;
}

/**
 * An error that may be shown to the other side: thrown in a handler, its code and text reach the client; whatever else is
 * thrown there reaches nobody but the server's log.
 */
export class ZoError<Code extends string = string, Data = unknown> extends Error {
  override readonly name = "ZoError";
  readonly code: Code;
  readonly route: string | undefined;
  readonly issues: readonly Issue[];
  readonly data: Data | undefined;
  readonly incident: string | undefined;

  constructor(code: Code, message: string = code, details: ZoErrorDetails<Data> = {}) {
    super(message);
    this.code = code;
    this.route = details.route;
    this.issues = details.issues ?? [];
    this.data = details.data;
    this.incident = details.incident;
  }
}

/** Any code: those of the catalogue are suggested, declared ones are as good. */
export type AnyErrorCode = ErrorCode | (string & Record<never, never>);
