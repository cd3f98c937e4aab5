import type { User } from "../ports/model.ts";
import type { Store } from "../ports/store.ts";
import type { Limits } from "./api.ts";
import { ChatError } from "./errors.ts";
import { takeOrRefuse } from "./limits.ts";
import type { Passwords } from "./passwords.ts";

/** Whose the password is, and the hash it was checked against. */
export interface Checked {
  readonly user: User;
  readonly passwordHash: string;
}

/** By folded account name. Errors: `credentials_invalid`, in the same time whether or not the account exists; `rate_limited`, `overloaded`. */
export type PasswordCheck = (nameKey: string, password: string) => Promise<Checked>;

interface CheckOptions {
  readonly store: Pick<Store, "findCredentials">;
  readonly limits: Limits;
  readonly passwords: Passwords;
}

/** A failure is counted before the attempt and given back after a success, so that many at once get no more tries than one by one. */
export function createPasswordCheck({ store, limits, passwords }: CheckOptions): PasswordCheck {
  return async (key, password) => {
    takeOrRefuse(limits, "loginFailuresPerAccountPerMinute", key);
    let failed = false;
    try {
      const found = await store.findCredentials(key);
      const isRight = await passwords.verify(password, found?.passwordHash ?? null);
      if (isRight && found !== null) return found;
      failed = true;
      throw new ChatError("credentials_invalid");
    } finally {
      if (!failed) limits.refund("loginFailuresPerAccountPerMinute", key);
    }
  };
}
