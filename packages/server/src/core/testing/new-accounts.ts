import assert from "node:assert/strict";
import type { User } from "../../ports/model.ts";
import type { Store } from "../../ports/store.ts";

/** Accounts by these names, which are their ids, too; in no room. */
export async function newAccounts(store: Store, ...names: string[]): Promise<User[]> {
  const users: User[] = [];
  for (const name of names) {
    const given = { id: name, name, nameKey: name, email: null, emailKey: null, passwordHash: "", at: 0, joins: [] };
    const outcome = await store.createAccount(given);
    assert.ok(outcome.kind === "created");
    users.push(outcome.user);
  }
  return users;
}
