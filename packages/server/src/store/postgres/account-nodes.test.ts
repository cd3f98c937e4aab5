import assert from "node:assert/strict";
import { test } from "node:test";
import { withoutPostgres } from "@parlance/conformance/services/postgres.ts";
import { loungeId } from "../../ports/model.ts";
import type { Store } from "../../ports/store.ts";
import { StoreError } from "../../ports/store.ts";
import type { NewAccount, NewToken } from "../../ports/users.ts";
import { newStoreDatabase, StoreInDatabase, testServer } from "./testing/store-in-database.ts";

const rounds = 20;
const nobodysEmail = { email: null, emailKey: null };

function account(id: string, name: string, over: Partial<NewAccount> = {}): NewAccount {
  return { id, name, nameKey: name.toLowerCase(), ...nobodysEmail, passwordHash: "x", at: 1, joins: [], ...over };
}

function token(hash: string, userId: string): NewToken {
  return { hash, sessionId: `s ${userId}`, userId, createdAt: 1, expiresAt: 9 };
}

/** What each of two nodes answers that are asked at once. */
async function both<T>(stores: readonly Store[], ask: (store: Store, node: number) => Promise<T>): Promise<T[]> {
  return await Promise.all(stores.map((store, node) => ask(store, node)));
}

test("what only one may have one gets, when several nodes are asked for it at once", { skip: withoutPostgres() }, async () => {
  await using a = await StoreInDatabase.make();
  await using b = await a.beside();
  const stores = [a.store, b.store];
  const firsts = await both(stores, (store, node) => store.createAccount(account(`first ${node}`, `First ${node}`)));
  assert.equal(firsts.filter((first) => first.kind === "created" && first.isAdmin).length, 1, "one is the first");
  for (let n = 0; n < rounds; n += 1) {
    const named = await both(stores, (store, node) => store.createAccount(account(`u${n} ${node}`, `Name ${n}`)));
    assert.deepEqual(named.map(({ kind }) => kind).sort(), ["created", "name_taken"]);
    const winner = `u${n} ${named[0]?.kind === "created" ? 0 : 1}`;
    const guests = await both(stores, (store, node) =>
      store.saveGuest({ id: `g${n}`, name: `G ${node}`, nameKey: `g${n} ${node}`, at: node }),
    );
    assert.ok(guests.every(({ kind }) => kind === "saved"));
    assert.equal((await a.store.findUser(`g${n}`))?.lastActiveAt, 1, "a stamp never goes backwards");
    assert.equal(await a.store.createToken(token(`h${n}`, winner)), true);
    const replaced = await both(stores, (store, node) => store.replaceToken(`h${n}`, token(`h${n} ${node}`, winner)));
    assert.deepEqual(replaced.sort(), [false, true]);
    const changed = await both(stores, (store, node) =>
      store.changePassword({ userId: winner, passwordHash: "x", newHash: `y${node}`, keptSessionId: `s ${winner}` }),
    );
    assert.deepEqual(changed.map(({ kind }) => kind).sort(), ["done", "refused"]);
    const shown = await both(stores, (store, node) => store.setDisplayName(`first ${node}`, "Shown", `shown ${n}`));
    assert.deepEqual(shown.sort(), [false, true]);
  }
});

test("who was deleted on one node does nothing more on another, and what they began there ends", {
  skip: withoutPostgres(),
}, async () => {
  await using a = await StoreInDatabase.make();
  await using b = await a.beside();
  await a.store.createAccount(account("ann", "Ann", { joins: [loungeId] }));
  const author = { id: "ann", kind: "account", name: "Ann" } as const;
  const post = { roomId: loungeId, author, text: "a", file: null, at: 2, membersOnly: true, nameKey: null, clientKey: null };
  // The other node has met them, and knows the key of their row.
  assert.equal((await b.store.post(post)).kind, "posted");
  const deletion = { userId: "ann", passwordHash: "x", at: 3, shownAs: "Deleted account", erase: true };
  const deleted = await both([a.store, b.store], (store) => store.deleteAccount(deletion));
  assert.deepEqual(deleted.map(({ kind }) => kind).sort(), ["deleted", "unchanged"]);
  const isGone = (error: unknown): boolean => error instanceof StoreError && error.code === "gone";
  for (const { store } of [a, b]) await assert.rejects(store.post(post), isGone);
  // Both go on with it, as nodes do that start at the same time: each step is done once.
  const step = { at: 4, maxScanned: 1, maxErased: 1 };
  let erased = 0;
  for (let isUnderWay = true; isUnderWay; ) {
    const steps = await both([a.store, b.store], (store) => store.continueDeletion(step));
    for (const one of steps) if (one.kind === "step") erased += one.erased;
    isUnderWay = steps.some(({ kind }) => kind === "step");
  }
  assert.equal(erased, 1);
  assert.deepEqual(
    (await b.store.eventsAfter(loungeId, 0, 10)).map(({ type }) => type),
    ["member_joined", "posted", "member_left", "deleted"],
  );
});

test("of an account that was deleted, name, address, profile and texts are in no row of any table once it is gone over", {
  skip: withoutPostgres(),
}, async () => {
  const url = await newStoreDatabase();
  await using database = await StoreInDatabase.make({ url });
  const { store } = database;
  const [by, other] = ["ann", "bob"].map((id) => ({ id, kind: "account" as const, name: id === "ann" ? "S3cret" : "Kept" }));
  assert.ok(by && other);
  const email = { email: "S3cret@x", emailKey: "s3cret@x" };
  await store.createAccount(account(by.id, by.name, { ...email, joins: [loungeId] }));
  await store.createAccount(account(other.id, other.name, { joins: [loungeId] }));
  await store.setProfile({ userId: by.id, displayName: { name: "S3cret shown", key: "s3cret shown" }, about: "S3cret about" });
  await store.createToken({ ...token("h", by.id), label: "S3cret phone" });
  const deed = { roomId: "g", by, at: 1, userId: other.id };
  await store.createRoom({ id: "g", kind: "public", name: "group", topic: null, by, at: 1, maxPerDay: 9 });
  await store.invite({ ...deed, maxMembers: 9 });
  await store.setRole({ ...deed, role: "moderator" });
  await store.banFromRoom({ ...deed, reason: "rude" });
  await store.banFromServer({ userId: other.id, by, at: 1, reason: "rude", until: 2 });
  await store.openDirect({ from: by.id, to: other.id, newRoomId: "d", at: 3 });
  const post = { roomId: loungeId, author: by, file: null, at: 3, membersOnly: true, nameKey: null, clientKey: "S3cret key" };
  const posted = await store.post({ ...post, text: "S3cret text" });
  assert.ok(posted.kind === "posted");
  const edit = { messageId: posted.message.id, by, at: 4, text: "S3cret again", calls: { names: [], room: false } };
  assert.equal((await store.editMessage({ ...edit, maxEdits: 9 })).kind, "done");
  await store.createReport({ about: { userId: other.id }, by, at: 4, text: "rude", maxOpen: 9 });
  const server = await testServer();
  const holding = async (word: string): Promise<readonly string[]> => {
    const name = new URL(url).pathname.slice(1);
    const tables = await server.query("SELECT relname AS name FROM pg_stat_user_tables ORDER BY 1", name);
    const counts = tables.map(async (row) => {
      const table = String(Object(row)["name"]);
      const found = await server.query(`SELECT 1 FROM "${table}" t WHERE t::text ILIKE '%${word}%'`, name);
      return found.length > 0 ? [table] : [];
    });
    return (await Promise.all(counts)).flat();
  };
  assert.deepEqual(await holding("S3cret"), ["audit", "bans", "edits", "log", "names", "reports", "tokens", "users"]);
  const deletion = { userId: by.id, passwordHash: "x", at: 5, shownAs: "Deleted account", erase: true };
  assert.equal((await store.deleteAccount(deletion)).kind, "deleted");
  while ((await store.continueDeletion({ at: 6, maxScanned: 3, maxErased: 2 })).kind !== "idle");
  assert.deepEqual(await holding("S3cret"), []);
  assert.ok((await holding("Deleted account")).includes("audit"));
});
