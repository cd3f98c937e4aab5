import type { Bounds } from "../ports/bounds.ts";
import type { Clock } from "../ports/clock.ts";
import type { Person, User } from "../ports/model.ts";
import type { Store } from "../ports/store.ts";
import type { Limits } from "./api.ts";
import type { Guard } from "./failures.ts";

/** What users' deeds in rooms and to each other are carried out with. */
export interface DoingOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly bounds: Bounds;
  readonly limits: Limits;
  readonly guard: Guard;
  /** The name a user shows in public. */
  readonly nameOf: (user: User) => string;
}

/** Who did it, as others are shown. */
export function doer(user: User, { nameOf }: Pick<DoingOptions, "nameOf">): Person {
  return { id: user.id, kind: user.kind, name: nameOf(user) };
}
