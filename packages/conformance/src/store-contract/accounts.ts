import assert from "node:assert/strict";
import { test } from "node:test";
import { loungeId } from "@parlance/server/ports/model.ts";
import { StoreError } from "@parlance/server/ports/store.ts";
import type { StoreContractOptions } from "./world.ts";
import { person, worldFor } from "./world.ts";

export function accountRules(options: StoreContractOptions): void {
  const world = worldFor(options);

  test("recentUsers: accounts and guests, most recently active first, ties by id, at most the limit", async () => {
    const { store } = world();
    const address = world().stranger();
    await world().post(address);
    const [b, a, c] = [await world().account({ id: "b" }), await world().account({ id: "a" }), await world().guest()];
    await store.touchUsers([c.id], 5_000);
    assert.deepEqual(
      (await store.recentUsers(10)).map(({ id }) => id),
      [c.id, a.id, b.id],
    );
    assert.deepEqual(
      (await store.recentUsers(2)).map(({ id }) => id),
      [c.id, a.id],
    );
    assert.deepEqual(await store.recentUsers(0), []);
  });

  test("createAccount answers the user, who is then found by id and by name", async () => {
    const { store } = world();
    const account = world().newAccount({ email: "Ann@x.example", emailKey: "ann@x.example", at: 77 });
    const outcome = await store.createAccount(account);
    const user = { id: account.id, kind: "account", name: account.name, displayName: null, createdAt: 77, lastActiveAt: 77 };
    assert.deepEqual(outcome, { kind: "created", user, isAdmin: false });
    assert.deepEqual(await store.findUser(account.id), user);
    assert.deepEqual(await store.findCredentials(account.nameKey), { user, passwordHash: account.passwordHash });
  });

  test("createAccount refuses a name that an account has or shows, before it looks at the e-mail address", async () => {
    const { store } = world();
    const email = { email: "a@x.example", emailKey: world().fresh("a@x.example") };
    const ann = await world().account({ name: world().fresh("Ann"), ...email });
    await store.setDisplayName(ann.id, "Queen", world().fresh("queen"));
    const shown = world().fresh("shown");
    await store.setDisplayName(ann.id, "Shown", shown);
    for (const nameKey of [ann.name.toLowerCase(), shown]) {
      assert.deepEqual(await store.createAccount(world().newAccount({ nameKey, ...email })), { kind: "name_taken" });
    }
    const other = world().newAccount(email);
    assert.deepEqual(await store.createAccount(other), { kind: "email_taken" });
    assert.equal(await store.findUser(other.id), null);
    assert.equal(await store.findCredentials(other.nameKey), null);
  });

  test("createAccount joins each public room once and passes over the others, telling each joining", async () => {
    const { store } = world();
    const [a, b] = [await world().account(), await world().account()];
    const direct = await world().direct(a, b);
    const start = world().batches.length;
    const user = await world().account({ joins: [loungeId, direct.id, "no such room", loungeId], at: 12 });
    assert.equal(await store.isMember(loungeId, user.id), true);
    assert.equal(await store.isMember(direct.id, user.id), false);
    const told = world().batches.slice(start).flat();
    assert.equal(told.length, 1);
    assert.ok(told[0]?.type === "member_joined");
    const joined = { type: "member_joined", at: 12, user: person(user), role: "member", by: null };
    assert.deepEqual({ ...told[0], seq: 0 }, { ...joined, room: told[0].room, seq: 0 });
  });

  test("an id that is in use is the caller's mistake: no StoreError, no effect", async () => {
    const { store } = world();
    const account = await world().account();
    const guest = await world().guest();
    for (const id of [account.id, guest.id]) {
      const again = world().newAccount({ id, joins: [loungeId] });
      await assert.rejects(store.createAccount(again), (error) => error instanceof Error && !(error instanceof StoreError));
      assert.equal(await store.findCredentials(again.nameKey), null);
      assert.equal(await store.isMember(loungeId, id), false);
    }
    assert.deepEqual(await store.findUser(account.id), account);
    const asGuest = { id: account.id, name: "x", nameKey: world().fresh("x"), at: 1 };
    await assert.rejects(store.saveGuest(asGuest), (error) => error instanceof Error && !(error instanceof StoreError));
  });

  test("saveGuest creates, renames and stamps; it never turns a stamp back", async () => {
    const { store } = world();
    const [id, nameKey] = [world().fresh("guest"), world().fresh("bob")];
    const user = { id, kind: "guest", name: "Bob", displayName: null, createdAt: 50, lastActiveAt: 50 };
    assert.deepEqual(await store.saveGuest({ id, name: "Bob", nameKey, at: 50 }), { kind: "saved", user });
    const renamed = { ...user, name: "Bobby", lastActiveAt: 60 };
    assert.deepEqual(await store.saveGuest({ id, name: "Bobby", nameKey, at: 60 }), { kind: "saved", user: renamed });
    assert.deepEqual(await store.saveGuest({ id, name: "Bobby", nameKey, at: 40 }), { kind: "saved", user: renamed });
    assert.deepEqual(await store.findUser(id), renamed);
    assert.equal(await store.findCredentials(nameKey), null);
  });

  test("saveGuest is refused a name that an account has or shows; a guest's name is free to others", async () => {
    const { store } = world();
    const ann = await world().account();
    const shown = world().fresh("shown");
    await store.setDisplayName(ann.id, "Shown", shown);
    for (const nameKey of [ann.name.toLowerCase(), shown]) {
      assert.deepEqual(await store.saveGuest({ id: world().fresh("guest"), name: "x", nameKey, at: 1 }), { kind: "name_taken" });
    }
    const guest = await world().guest();
    const same = { id: world().fresh("guest"), name: guest.name, nameKey: guest.name.toLowerCase(), at: 1 };
    assert.equal((await store.saveGuest(same)).kind, "saved");
    assert.equal((await store.createAccount(world().newAccount({ nameKey: guest.name.toLowerCase() }))).kind, "created");
  });

  test("setDisplayName holds the name for its account and frees the one before, but never the account's own name", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account(), await world().account()];
    const [first, second] = [world().fresh("first"), world().fresh("second")];
    assert.equal(await store.setDisplayName(ann.id, "First", first), true);
    assert.equal((await store.findUser(ann.id))?.displayName, "First");
    assert.equal(await store.setDisplayName(bob.id, "First", first), false);
    assert.equal(await store.setDisplayName(bob.id, "Ann", ann.name.toLowerCase()), false);
    assert.equal(await store.setDisplayName(ann.id, "FIRST", first), true);
    assert.equal(await store.setDisplayName(ann.id, "Second", second), true);
    assert.equal(await store.setDisplayName(bob.id, "First", first), true);
    assert.equal(await store.setDisplayName(ann.id, ann.name, ann.name.toLowerCase()), true);
    assert.equal(await store.setDisplayName(bob.id, "Second", second), true);
    assert.equal(await store.setDisplayName(ann.id, "Third", world().fresh("third")), true);
    assert.equal(await store.setDisplayName(bob.id, "Ann", ann.name.toLowerCase()), false, "an account keeps its own name");
    assert.equal((await store.findCredentials(ann.name.toLowerCase()))?.user.displayName, "Third");
    assert.equal(await store.findCredentials(second), null, "a display name is no name to log in with");
  });

  test("setDisplayName is for accounts only", async () => {
    const { store } = world();
    const guest = await world().guest();
    assert.equal(await store.setDisplayName(guest.id, "x", world().fresh("x")), false);
    assert.equal(await store.setDisplayName("nobody", "x", world().fresh("x")), false);
    assert.equal((await store.findUser(guest.id))?.displayName, null);
  });

  test("touchUsers stamps, ignores the unknown and never turns a stamp back", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account({ at: 100 }), await world().account({ at: 300 })];
    await store.touchUsers([ann.id, "nobody", bob.id], 200);
    assert.equal((await store.findUser(ann.id))?.lastActiveAt, 200);
    assert.equal((await store.findUser(bob.id))?.lastActiveAt, 300);
    assert.equal(await store.findUser("nobody"), null);
    await store.touchUsers([], 400);
  });

  test("an author who was never saved is no user, and may become one", async () => {
    const { store } = world();
    const stranger = world().stranger();
    await world().post(stranger);
    assert.equal(await store.findUser(stranger.id), null);
    await store.touchUsers([stranger.id], 9);
    assert.equal(await store.findUser(stranger.id), null);
    const user = await world().account({ id: stranger.id });
    assert.deepEqual(await store.findUser(stranger.id), user);
  });
}
