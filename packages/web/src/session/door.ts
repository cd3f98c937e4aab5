import { signal } from "../app/signal.ts";

/** A guest who is inside stands at the entry again, to make an account; they can go back. */
export const door = signal<"create" | undefined>(undefined);
