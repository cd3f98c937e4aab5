/** True only for types that are the same, not merely assignable. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Compiles when `T` is true. */
export function holds<T extends true>(..._proof: readonly T[]): void {
  // Nothing happens at run time: the compiler has said it all.
}
