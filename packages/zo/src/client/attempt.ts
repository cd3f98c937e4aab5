import type { Call } from "../contract/infer.ts";
import type { ErrorCode } from "../wire/codes.ts";
import { ZoError } from "../wire/error.ts";

export type Attempt<Output, Failure> =
  | { readonly ok: true; readonly value: Output }
  | { readonly ok: false; readonly error: Failure | ZoError<Exclude<ErrorCode, CodeOf<Failure>>> };

/** A code that the procedure declares carries what it declares, also where the catalogue has one of that name. */
type CodeOf<Failure> = Failure extends ZoError<infer Code> ? Code : never;

/**
 * The outcome of a call as a value: `const result = await attempt(client.call.room.join({ id }))`. Where it failed, `error.code` is one
 * of the codes that the procedure declares, with its data typed, or one of the catalogue.
 */
export async function attempt<Output, Failure>(call: Call<Output, Failure>): Promise<Attempt<Output, Failure>> {
  try {
    return { ok: true, value: await call };
  } catch (error) {
    if (!(error instanceof ZoError)) throw error;
    // Codes come from the server's catalogue or from the procedure's declaration: there are no others.
    return { ok: false, error: error as ZoError<Exclude<ErrorCode, CodeOf<Failure>>> };
  }
}
