import type { Bounds } from "../ports/bounds.ts";
import { isLongerThan } from "./text.ts";

/** Something, one at sign, a domain. Whether mail arrives there only mail can tell. */
const shape = /^[^\s@\p{C}]+@[^\s@\p{C}]+$/u;

export function isEmail(email: string, bounds: Pick<Bounds, "emailMaxChars">): boolean {
  return !isLongerThan(email, bounds.emailMaxChars) && shape.test(email);
}

/** The address folded for comparison: one mailbox cannot hold two accounts by letter case. */
export function emailKey(email: string): string {
  return email.normalize("NFKC").toLowerCase();
}
