import { StoreError, type StoreErrorCode } from "../../ports/store.ts";

const codes: ReadonlyMap<unknown, StoreErrorCode> = new Map([
  ["ENOSPC", "full"],
  ["EDQUOT", "full"],
  ["EFBIG", "full"],
  ["EROFS", "read_only"],
  ["EACCES", "read_only"],
  ["EPERM", "read_only"],
] as const);

/** The file system's error as the ports know it; everything that has no better name is `failed`. */
export function storeErrorOf(error: unknown, what: string): StoreError {
  if (error instanceof StoreError) return error;
  const code = error instanceof Error && "code" in error ? codes.get(error.code) : undefined;
  return new StoreError(code ?? "failed", what, { cause: error });
}

export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
