import type { StoreErrorCode } from "../ports/store.ts";
import { StoreError } from "../ports/store.ts";

/** A failure in a form that crosses threads. */
export interface Failure {
  readonly code: StoreErrorCode;
  readonly message: string;
}

export function storeError({ code, message }: Failure): StoreError {
  return new StoreError(code, message);
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
