import assert from "node:assert/strict";
import { test } from "node:test";
import type { Person, User } from "@parlance/server/ports/model.ts";
import type { ServerBan } from "@parlance/server/ports/moderation.ts";
import type { StoreContractOptions } from "./world.ts";
import { person, worldFor } from "./world.ts";

const last = Number.MAX_SAFE_INTEGER;

export function administratorRules(options: StoreContractOptions): void {
  const world = worldFor(options);

  const ban = (by: Person, user: Pick<Person, "id">, over: Partial<ServerBan> = {}) =>
    world().store.banFromServer({ userId: user.id, by: person(by), at: 100, reason: null, until: null, ...over });
  const setAdmin = (by: Person | null, user: Pick<Person, "id">, isAdmin: boolean) =>
    world().store.setAdmin({ userId: user.id, isAdmin, by: by && person(by), at: 100 });

  test("the first account that is no visitor's is an administrator, whoever came before it; the others are not", async () => {
    const { store } = world();
    await world().guest();
    await world().post(world().stranger());
    const visitor = await store.createAccount(world().newAccount({ isVisitor: true }));
    assert.ok(visitor.kind === "created" && !visitor.isAdmin && !(await store.isAdmin(visitor.user.id)));
    const [first, second] = [await store.createAccount(world().newAccount()), await store.createAccount(world().newAccount())];
    assert.ok(first.kind === "created" && second.kind === "created");
    assert.deepEqual([first.isAdmin, second.isAdmin], [true, false]);
    assert.deepEqual([await store.isAdmin(first.user.id), await store.isAdmin(second.user.id)], [true, false]);
    const [entry] = await store.audit(null, last, 1);
    assert.deepEqual([entry?.action, entry?.userId, entry?.by], ["admin_made", first.user.id, null]);
    assert.deepEqual(await setAdmin(first.user, first.user, false), { kind: "forbidden" }, "the last one stays");
    assert.deepEqual(await setAdmin(null, first.user, false), { kind: "forbidden" });
  });

  test("administrators make and unmake others; nobody else does, and only accounts are made", async () => {
    const { store } = world();
    const [admin, ann, guest] = [await world().admin(), await world().account(), await world().guest()];
    assert.deepEqual(await setAdmin(ann, ann, true), { kind: "forbidden" });
    assert.deepEqual(await setAdmin(admin, guest, true), { kind: "no_user" });
    assert.deepEqual(await setAdmin(admin, ann, true), { kind: "done" });
    assert.deepEqual(await setAdmin(admin, ann, true), { kind: "unchanged" });
    assert.equal(await store.isAdmin(ann.id), true);
    assert.deepEqual(await setAdmin(ann, admin, false), { kind: "done" });
    assert.equal(await store.isAdmin(admin.id), false);
    const actions = (await store.audit(null, last, 2)).map(({ action, by, userId }) => [action, by?.id, userId]);
    assert.deepEqual(actions, [
      ["admin_unmade", ann.id, admin.id],
      ["admin_made", admin.id, ann.id],
    ]);
  });

  test("a ban from the server ends every session of the user, and nobody else's; no token can be made while it lasts", async () => {
    const { store } = world();
    const [admin, ann, bob] = [await world().admin(), await world().account(), await world().account()];
    const tokens = [world().newToken(ann), world().newToken(ann), world().newToken(bob)];
    for (const token of tokens) assert.equal(await store.createToken(token), true);
    const sessionIds = tokens.slice(0, 2).map(({ sessionId }) => sessionId);
    assert.deepEqual(await ban(admin, ann), { kind: "done", sessionIds: sessionIds.toSorted() });
    const found = await Promise.all(tokens.map(async ({ hash }) => (await store.findToken(hash))?.user.id));
    assert.deepEqual(found, [undefined, undefined, bob.id]);
    const late = world().newToken(ann, { createdAt: 200 });
    assert.equal(await store.createToken(late), false);
    assert.equal(await store.replaceToken(tokens[2]?.hash ?? "", late), false);
    assert.ok(await store.findToken(tokens[2]?.hash ?? ""), "and the other's token is still there");
    assert.equal(await store.findToken(late.hash), null);
    assert.deepEqual(await store.unbanFromServer({ userId: ann.id, by: person(admin), at: 300 }), { kind: "done" });
    assert.deepEqual(await store.unbanFromServer({ userId: ann.id, by: person(admin), at: 300 }), { kind: "unchanged" });
    assert.equal(await store.createToken(late), true);
  });

  test("whoever is banned says nothing anywhere, of whatever kind they are; a guest does not come in, under any name", async () => {
    const { store } = world();
    const [admin, ann, guest, address] = [
      await world().admin(),
      await world().account(),
      await world().guest(),
      world().stranger(),
    ];
    const message = await world().post(address);
    const room = await world().group(ann);
    const withAnn = await world().post(ann, { roomId: room.id });
    for (const user of [ann, guest, address]) {
      assert.equal((await ban(admin, user)).kind, "done");
      assert.deepEqual(await store.post(world().newPost(user, { at: 200 })), { kind: "banned" });
      assert.deepEqual(await store.toggleReaction(world().newToggle(message, user, { at: 200 })), { kind: "banned" });
      const about = { toNameKey: "", toId: admin.id, text: "x", at: 200, newRoomId: world().fresh("room"), clientKey: null };
      const privately = await store.postPrivate({ ...about, author: person(user), nameKey: null });
      assert.deepEqual(privately, { kind: "banned" });
    }
    assert.deepEqual(await store.post(world().newPost(ann, { roomId: room.id, at: 200 })), { kind: "banned" });
    const edit = { messageId: withAnn.id, by: person(ann), at: 200, text: "x", calls: { names: [], room: false }, maxEdits: 9 };
    assert.deepEqual(await store.editMessage(edit), { kind: "forbidden" });
    const again = { id: guest.id, name: "Other", nameKey: world().fresh("other"), at: 200 };
    assert.deepEqual(await store.saveGuest(again), { kind: "banned" });
    assert.deepEqual(await store.post(world().newPost(world().stranger(), { roomId: room.id, at: 200 })), { kind: "no_room" });
  });

  test("a ban until some time is over then, by the time of the write; another takes its place", async () => {
    const { store } = world();
    const [admin, ann] = [await world().admin(), await world().account()];
    const says = async (at: number) => (await store.post(world().newPost(ann, { at }))).kind;
    const listed = async (at: number) => (await store.serverBans(at, 0, 1_000)).filter(({ user }) => user.id === ann.id);
    await ban(admin, ann, { until: 500, reason: "for a while" });
    assert.deepEqual([await says(499), await says(500)], ["banned", "posted"]);
    assert.equal((await listed(500)).length, 0);
    const [first] = await listed(499);
    assert.deepEqual([first?.until, first?.reason, first?.by], [500, "for a while", person(admin)]);
    await ban(admin, ann, { until: null });
    assert.equal(await says(900), "banned");
    const [second, ...more] = await listed(900);
    assert.deepEqual([second?.until, more.length], [null, 0]);
    assert.ok((second?.id ?? 0) > (first?.id ?? 0));
    const log = (await store.audit(null, last, 2)).map(({ action, userId, detail, until }) => [action, userId, detail, until]);
    assert.deepEqual(log, [
      ["banned", ann.id, null, null],
      ["banned", ann.id, "for a while", 500],
    ]);
  });

  test("only administrators ban from the server, not themselves and not one another; a banned account is made none", async () => {
    const [admin, other, ann] = [await world().admin(), await world().admin(), await world().account()];
    assert.deepEqual(await ban(ann, other), { kind: "forbidden" });
    assert.deepEqual(await ban(ann, { id: "nobody" }), { kind: "forbidden" });
    assert.deepEqual(await ban(admin, admin), { kind: "forbidden" });
    assert.deepEqual(await ban(admin, other), { kind: "forbidden" });
    assert.deepEqual(await ban(admin, { id: "nobody" }), { kind: "no_user" });
    const { store } = world();
    assert.deepEqual(await store.unbanFromServer({ userId: ann.id, by: person(ann), at: 1 }), { kind: "forbidden" });
    assert.equal((await ban(admin, ann)).kind, "done");
    assert.deepEqual(await setAdmin(null, ann, true), { kind: "forbidden" });
  });

  test("administrators delete messages of public rooms and those that were reported; others are not there for them", async () => {
    const { store } = world();
    const [admin, ann, bob] = [await world().admin(), await world().account(), await world().account()];
    const room = await world().group(ann);
    const message = await world().post(ann, { roomId: room.id });
    const open = await world().post(world().stranger());
    const remove = (by: User, messageId: number) => store.deleteAsAdmin({ messageId, by: person(by), at: 9 });
    assert.deepEqual(await remove(bob, open.id), { kind: "forbidden" });
    assert.deepEqual(await remove(bob, message.id), { kind: "forbidden" });
    assert.deepEqual(
      [await remove(admin, message.id), await remove(admin, 1_000_000)].map(({ kind }) => kind),
      ["no_message", "no_message"],
    );
    assert.equal((await remove(admin, open.id)).kind, "done");
    assert.equal((await remove(admin, open.id)).kind, "unchanged");
    const about = { messageId: message.id };
    await store.createReport({ about, by: person(ann), at: 9, text: "look", maxOpen: 99 });
    assert.equal((await remove(admin, message.id)).kind, "done");
    const [entry] = await store.audit(null, last, 1);
    assert.deepEqual([entry?.action, entry?.roomId, entry?.messageId], ["message_deleted", room.id, message.id]);
    assert.equal(world().eventsOf(room.id).at(-1)?.type, "deleted");
  });

  test("accounts are listed by name, those whose names begin so, with what administrators need to know", async () => {
    const { store } = world();
    const stem = world().fresh("row");
    const people = [];
    for (const end of ["c", "a", "b"]) people.push(await world().account({ name: `${stem}${end}` }));
    const [c, a, b] = people;
    assert.ok(a && b && c);
    const admin = await world().admin();
    await ban(admin, b, { until: 500 });
    await setAdmin(admin, c, true);
    await store.setDisplayName(a.id, "Shown", `${stem}shown`);
    const rows = await store.accounts({ prefix: stem, afterKey: "", at: 499, limit: 10 });
    const shown = rows.map(({ user, nameKey, isAdmin, isBanned }) => [user.id, nameKey, isAdmin, isBanned]);
    assert.deepEqual(shown, [
      [a.id, `${stem}a`, false, false],
      [b.id, `${stem}b`, false, true],
      [c.id, `${stem}c`, true, false],
    ]);
    assert.equal(rows[0]?.user.displayName, "Shown");
    const next = await store.accounts({ prefix: stem, afterKey: `${stem}a`, at: 500, limit: 1 });
    assert.deepEqual(
      next.map(({ user, isBanned }) => [user.id, isBanned]),
      [[b.id, false]],
    );
    assert.deepEqual(await store.accounts({ prefix: `${stem}x`, afterKey: "", at: 1, limit: 10 }), []);
  });

  if (options.volatile !== true) {
    test("bans and administrators are there again after a restart", async () => {
      const [admin, ann] = [await world().admin(), await world().account()];
      await ban(admin, ann);
      await world().reopen();
      assert.equal(await world().store.isAdmin(admin.id), true);
      assert.deepEqual(await world().store.post(world().newPost(ann, { at: 200 })), { kind: "banned" });
    });
  }
}
