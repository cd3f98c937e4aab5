import assert from "node:assert/strict";
import { test } from "node:test";
import type { Message, Room, User } from "@parlance/server/ports/model.ts";
import { loungeId } from "@parlance/server/ports/model.ts";
import { StoreError } from "@parlance/server/ports/store.ts";
import type { StoreContractOptions, World } from "./world.ts";
import { person, worldFor } from "./world.ts";

const shownAs = "Deleted account";
const isGone = (error: unknown): boolean => error instanceof StoreError && error.code === "gone";
const inLounge = { joins: [loungeId] };

/** What a person does with their own account: profile, sessions, password. */
export function profileRules(options: StoreContractOptions): void {
  const world = worldFor(options);

  test("setProfile changes what is given, all or nothing, and answers the profile", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account(), await world().account()];
    const avatarFileId = await fileOf(world(), ann);
    const key = world().fresh("queen");
    const outcome = await store.setProfile({
      userId: ann.id,
      displayName: { name: "Queen", key },
      about: "a\n\0b",
      avatarFileId,
    });
    assert.ok(outcome.kind === "done");
    const { user, about, avatar, isDeleted } = outcome.profile;
    assert.deepEqual([user, about, avatar?.id, isDeleted], [{ ...ann, displayName: "Queen" }, "a\n\0b", avatarFileId, false]);
    assert.deepEqual(await store.findProfile(ann.id), outcome.profile);
    const taken = { userId: bob.id, displayName: { name: "QUEEN", key }, about: "bob" };
    assert.equal((await store.setProfile(taken)).kind, "name_taken");
    const theirs = { userId: bob.id, about: "bob", avatarFileId };
    assert.equal((await store.setProfile(theirs)).kind, "no_file");
    assert.equal((await store.findProfile(bob.id))?.about, null);
    assert.equal((await store.setProfile({ userId: "nobody", about: "x" })).kind, "no_user");
    assert.equal((await store.setProfile({ userId: (await world().guest()).id, about: "x" })).kind, "no_user");
  });

  test("the avatar there was before is a file no more; the same one again stays", async () => {
    const { store } = world();
    const ann = await world().account();
    const [first, second] = [await fileOf(world(), ann), await fileOf(world(), ann)];
    for (const avatarFileId of [first, first]) await store.setProfile({ userId: ann.id, avatarFileId });
    assert.ok((await store.findFile(first)) !== null);
    await store.setProfile({ userId: ann.id, avatarFileId: second });
    assert.equal(await store.findFile(first), null);
    await store.setProfile({ userId: ann.id, avatarFileId: null });
    assert.deepEqual([await store.findFile(second), (await store.findProfile(ann.id))?.avatar], [null, null]);
  });

  test("I5: profilesOf and findUsers tell of whom one shares a room with, and of nobody else", async () => {
    const { store } = world();
    const stem = world().fresh("find");
    const named = (name: string) => world().account({ name: `${stem}${name}`, nameKey: `${stem}${name}` });
    const [ann, bea, cid] = [await named("a"), await named("b"), await named("c")];
    await store.setDisplayName(cid.id, "Zoe", `${stem}z`);
    const known = async () => (await store.profilesOf(ann.id, [cid.id, ann.id, "nobody", bea.id])).map(({ user }) => user.id);
    const found = async (over: object = {}) =>
      (await store.findUsers({ viewerId: ann.id, prefix: stem, limit: 10, maxScanned: 100, ...over })).map(({ user }) => user.id);
    assert.deepEqual([await known(), await found()], [[ann.id], []]);
    const room = await world().group(ann);
    await world().admit(room, ann, [cid]);
    assert.deepEqual(
      [await known(), await found()],
      [
        [cid.id, ann.id],
        [ann.id, cid.id],
      ],
    );
    await world().direct(ann, bea);
    assert.deepEqual(await found(), [ann.id, bea.id, cid.id]);
    assert.deepEqual(await found({ prefix: `${stem}z` }), [cid.id], "a display name");
    assert.deepEqual(await found({ limit: 2 }), [ann.id, bea.id]);
    assert.deepEqual(await found({ maxScanned: 1 }), [ann.id]);
    assert.deepEqual(await found({ prefix: `${stem}zz` }), []);
  });

  test("a session is told apart by its label, from its login on, also when its token is replaced", async () => {
    const { store } = world();
    const ann = await world().account();
    const [old, other] = [world().newToken(ann, { createdAt: 1, label: "a phone" }), world().newToken(ann, { createdAt: 2 })];
    for (const token of [old, other]) await store.createToken(token);
    await store.useSession(old.sessionId, 70);
    await store.useSession(old.sessionId, 60);
    await store.useSession("nobody's", 60);
    const next = world().newToken(ann, { sessionId: old.sessionId, createdAt: 3, expiresAt: 99, label: "no phone" });
    assert.equal(await store.replaceToken(old.hash, next), true);
    assert.equal((await store.findToken(next.hash))?.usedAt, 70);
    const phone = { id: old.sessionId, label: "a phone", createdAt: 1, expiresAt: 99, usedAt: 70 };
    const second = { id: other.sessionId, label: null, createdAt: 2, expiresAt: 9_000, usedAt: null };
    assert.deepEqual(await store.sessionsOf(ann.id, 98, 10), [phone, second]);
    assert.deepEqual(await store.sessionsOf(ann.id, 99, 10), [second], "what has expired is no session");
    assert.deepEqual(await store.sessionsOf(ann.id, 0, 1), [phone]);
  });

  test("endSessions ends one, or all but one, and none of anybody else", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account(), await world().account()];
    const tokens = [1, 2, 3].map((createdAt) => world().newToken(ann, { createdAt }));
    const bobs = world().newToken(bob);
    for (const token of [...tokens, bobs]) await store.createToken(token);
    const [a, b, c] = tokens.map(({ sessionId }) => sessionId) as [string, string, string];
    assert.deepEqual(await store.endSessions({ userId: ann.id, only: bobs.sessionId }), []);
    assert.deepEqual(await store.endSessions({ userId: ann.id, only: b }), [b]);
    assert.deepEqual(await store.endSessions({ userId: ann.id, only: b }), []);
    assert.deepEqual(await store.endSessions({ userId: ann.id, except: c }), [a]);
    assert.ok((await store.findToken(bobs.hash)) !== null);
    assert.ok((await store.findToken(tokens[2]?.hash ?? "")) !== null);
  });

  test("a new password ends the other sessions; who checked against the one before is refused, also at a login under way", async () => {
    const { store } = world();
    const ann = await world().account();
    const [kept, other] = [world().newToken(ann), world().newToken(ann)];
    const hash = `hash of ${ann.id}`;
    for (const token of [kept, other]) assert.equal((await store.openSession(token, hash)).kind, "opened");
    const change = { userId: ann.id, passwordHash: hash, newHash: "new", keptSessionId: kept.sessionId };
    const [done, again, login] = await Promise.all([
      store.changePassword(change),
      store.changePassword({ ...change, newHash: "newer" }),
      store.openSession(world().newToken(ann), hash),
    ]);
    assert.deepEqual(
      [done, again, login],
      [{ kind: "done", endedSessionIds: [other.sessionId] }, { kind: "refused" }, { kind: "refused" }],
    );
    assert.equal((await store.findCredentials(ann.name.toLowerCase()))?.passwordHash, "new");
    assert.deepEqual(await store.findToken(other.hash), null);
    assert.ok((await store.findToken(kept.hash)) !== null);
    const guest = await store.openSession(world().newToken(await world().guest()), hash);
    assert.equal(guest.kind, "refused", "a guest has no password");
  });

  test("messagesBy: a user's messages in all rooms, a bounded part of the log at a time, tombstones left out", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account(), await world().account()];
    const room = await world().direct(ann, bob);
    const wrote: Message[] = [];
    for (let n = 0; n < 6; n += 1) {
      wrote.push(await world().post(person(ann), n % 2 === 0 ? {} : { roomId: room.id, membersOnly: true }));
      await world().post(person(bob));
    }
    await store.deleteMessage({ messageId: wrote[3]?.id ?? 0, by: person(ann), at: 1 });
    const first = (wrote[0]?.id ?? 0) - 1;
    for (const [limit, maxScanned] of [
      [1, 1_000],
      [1_000, 1],
      [2, 3],
    ] as const) {
      const found: number[] = [];
      for (let afterId: number | null = first; afterId !== null; ) {
        const { messages, nextId } = await store.messagesBy({ userId: ann.id, afterId, limit, maxScanned });
        assert.ok(messages.length <= limit && (nextId === null || (nextId > afterId && nextId <= afterId + maxScanned)));
        found.push(...messages.map(({ id }) => id));
        afterId = nextId;
      }
      const expected = wrote.filter((_, n) => n !== 3).map(({ id }) => id);
      assert.deepEqual(found, expected);
    }
  });
}

/** The end of an account. */
export function deletionRules(options: StoreContractOptions): void {
  const world = worldFor(options);
  const { volatile = false } = options;

  test("deleteAccount: name, address, profile, password and sessions are gone and free for others; the id is not", async () => {
    const { store } = world();
    const over = { email: "Ann@x.example", emailKey: world().fresh("ann@x.example"), ...inLounge };
    const ann = await world().account(over);
    const shown = world().fresh("shown");
    const avatarFileId = await fileOf(world(), ann);
    await store.setProfile({ userId: ann.id, displayName: { name: "Shown", key: shown }, about: "me", avatarFileId });
    const token = world().newToken(ann);
    await store.createToken(token);
    const bob = await world().account(inLounge);
    for (const [by, other] of [
      [ann, bob],
      [bob, ann],
    ] as const) {
      assert.equal((await store.block({ userId: by.id, otherId: other.id, maxBlocks: 9 })).kind, "done");
    }
    await store.setMute({ userId: ann.id, roomId: loungeId, until: 9 });
    assert.deepEqual(await end(world(), ann, { passwordHash: "another" }), { kind: "refused" });
    assert.deepEqual(await end(world(), ann), { kind: "deleted", endedSessionIds: [token.sessionId] });
    assert.deepEqual(await end(world(), ann), { kind: "unchanged" });
    assert.deepEqual(await end(world(), await world().guest()), { kind: "refused" });
    assert.deepEqual([await store.blocksOf(ann.id), await store.blocksOf(bob.id)], [[], []]);
    assert.equal((await store.block({ userId: bob.id, otherId: ann.id, maxBlocks: 9 })).kind, "no_user");
    const counted = { userId: ann.id, roomIds: [loungeId], maxCounted: 1, maxScanned: 1 };
    assert.equal((await store.unreadOf(counted))[0]?.mutedUntil, null);
    assert.equal(await store.findToken(token.hash), null);
    assert.equal(await store.findCredentials(ann.name.toLowerCase()), null);
    assert.equal(await store.emailOf(ann.id), null);
    assert.equal(await store.findFile(avatarFileId), null);
    const left = { ...ann, name: shownAs, displayName: null, lastActiveAt: 9_000 };
    assert.deepEqual(await store.findProfile(ann.id), { user: left, about: null, avatar: null, isDeleted: true });
    assert.deepEqual(await store.findUser(ann.id), left);
    assert.ok(!(await store.recentUsers(1_000)).some(({ id }) => id === ann.id));
    await assert.rejects(store.createAccount(world().newAccount({ id: ann.id })));
    await assert.rejects(store.saveGuest({ id: ann.id, name: "x", nameKey: world().fresh("x"), at: 1 }));
    await store.touchUsers([ann.id], 99_000);
    assert.equal((await store.findUser(ann.id))?.lastActiveAt, 9_000);
    await world().account({ ...over, name: ann.name });
    assert.equal((await store.createAccount(world().newAccount({ nameKey: shown }))).kind, "created");
  });

  test("what is on its way when the account goes is refused as `gone`, and nobody else can draw it in again", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account(inLounge), await world().account(inLounge)];
    const room = await world().group(bob, { kind: "public" });
    const message = await world().post(person(ann));
    const direct = await world().direct(ann, bob);
    const deed = { by: person(ann), at: 1 };
    const late = [
      end(world(), ann),
      store.post(world().newPost(person(ann))),
      store.post(world().newPost(person(ann), { roomId: direct.id, membersOnly: true })),
      store.toggleReaction(world().newToggle(message, person(ann))),
      store.editMessage({ ...deed, messageId: message.id, text: "x", calls: { names: [], room: false }, maxEdits: 9 }),
      store.deleteMessage({ ...deed, messageId: message.id }),
      store.joinRoom({ ...deed, roomId: room.id, maxMembers: 9 }),
      store.setDisplayName(ann.id, "Back", world().fresh("back")),
      store.createToken(world().newToken(ann)),
      store.openDirect({ from: ann.id, to: bob.id, newRoomId: world().fresh("room"), at: 1 }),
    ] as const;
    const settled = await Promise.allSettled(late);
    assert.equal(settled[0].status, "fulfilled");
    for (const one of settled.slice(1)) assert.ok(one.status === "rejected" && isGone(one.reason), JSON.stringify(one));
    assert.equal((await store.openSession(world().newToken(ann), `hash of ${ann.id}`)).kind, "refused");
    const to = { newRoomId: world().fresh("room"), at: 1 };
    assert.equal((await store.openDirect({ from: bob.id, to: ann.id, ...to })).kind, "no_user");
    const privately = { author: person(bob), toNameKey: "", toId: ann.id, text: "x", nameKey: null, clientKey: null, ...to };
    assert.equal((await store.postPrivate(privately)).kind, "no_user");
    const post = world().newPost(person(bob), { roomId: direct.id, membersOnly: true });
    assert.equal((await store.post(post)).kind, "no_room", "nobody is there to read it");
    assert.equal(await store.closureOf(direct.id), "left");
    const invitation = { roomId: room.id, userId: ann.id, by: person(bob), at: 1, maxMembers: 9 };
    assert.equal((await store.invite(invitation)).kind, "no_user");
  });

  test("it leaves its rooms; what it alone owned goes to the longest-standing moderator, or else member; an empty room ends", async () => {
    const { store } = world();
    const [ann, bob, cid] = [await world().account(inLounge), await world().account(), await world().account()];
    const [moderated, plain, owned] = [await world().group(ann), await world().group(ann), await world().group(ann)];
    const [alone, archived] = [await world().group(ann), await world().group(ann)];
    await world().admit(moderated, ann, [bob]);
    await world().admit(moderated, ann, [cid], "moderator");
    await world().admit(plain, ann, [bob, cid]);
    await world().admit(owned, ann, [bob]);
    await world().admit(owned, ann, [cid], "owner");
    await world().admit(archived, ann, [bob]);
    await store.changeRoom({ roomId: archived.id, by: person(ann), at: 1, archived: true });
    const start = world().batches.length;
    await end(world(), ann);
    const told = (room: Room) =>
      world()
        .eventsOf(room.id, start)
        .map((event) => {
          if ("by" in event && event.by !== null) assert.deepEqual(event.by, { id: ann.id, kind: "account", name: shownAs });
          return "user" in event ? [event.type, event.user.id] : [event.type];
        });
    const left = ["member_left", ann.id];
    assert.deepEqual(told(moderated), [["role_changed", cid.id], left]);
    assert.deepEqual(told(plain), [["role_changed", bob.id], left]);
    assert.deepEqual(told(owned), [left]);
    assert.deepEqual(told(alone), [left, ["room_changed"]]);
    assert.deepEqual(told(archived), [["role_changed", bob.id], left]);
    assert.equal((await store.findRoom(alone.id))?.archivedAt, 9_000);
    assert.deepEqual([await store.roleOf(moderated.id, cid.id), await store.roleOf(plain.id, bob.id)], ["owner", "owner"]);
    assert.deepEqual(await store.roomsOf(ann.id, "", 10), []);
  });

  test("all that it did is shown under the name of the deleted at once, in messages, members, events and pairs", async () => {
    const { store } = world();
    const [ann, bob, cid] = [await world().account(inLounge), await world().account(inLounge), await world().account()];
    const room = await world().group(ann, { kind: "public" });
    await world().admit(room, ann, [bob]);
    await world().admit(room, ann, [cid], "moderator");
    const message = await world().post(person(ann), { roomId: room.id });
    await store.pinMessage({ messageId: message.id, by: person(ann), at: 1, isPinned: true, maxPins: 9 });
    await store.removeMember({ roomId: room.id, userId: bob.id, by: person(ann), at: 1 });
    const direct = await world().direct(bob, ann);
    await end(world(), ann);
    const hides = async () => {
      assert.deepEqual((await store.findMessage(message.id))?.author, { id: ann.id, kind: "account", name: shownAs });
      const shown = [
        await store.snapshot(room.id, 10),
        await store.eventsAfter(room.id, 0, 100),
        await store.eventsAfter(direct.id, 0, 100),
        await store.membersOf(direct.id, 0, 10),
        await store.findRoom(direct.id),
        await store.pinsOf(room.id, 10),
      ];
      assert.ok(!JSON.stringify(shown).includes(ann.name));
      assert.ok((await store.findRoom(direct.id))?.pair.some(({ name }) => name === shownAs));
    };
    await hides();
    await goOn(world());
    await hides();
    assert.equal((await store.findMessage(message.id))?.text, message.text, "it was not asked to erase");
  });

  test("what is kept to keep order names it no more, and says that it is no administrator", async () => {
    const { store } = world();
    const [chief, ann, bob] = [await world().account(), await world().account(), await world().account()];
    for (const { id: userId } of [chief, ann]) await store.setAdmin({ userId, isAdmin: true, by: null, at: 1 });
    const room = await world().group(ann, { kind: "public" });
    await world().admit(room, ann, [bob]);
    const deed = { by: person(ann), at: 2, reason: null };
    await store.banFromRoom({ ...deed, roomId: room.id, userId: chief.id });
    await store.banFromServer({ ...deed, userId: bob.id, until: null });
    await store.createReport({ about: { userId: ann.id }, by: person(chief), at: 2, text: "her", maxOpen: 9 });
    const made = await store.createReport({ about: { userId: chief.id }, by: person(ann), at: 2, text: "him", maxOpen: 9 });
    assert.ok(made.kind === "reported");
    await store.resolveReport({ reportId: made.id, by: person(ann), at: 2, note: null });
    await end(world(), ann);
    assert.equal(await store.isAdmin(ann.id), false);
    const wanted = { roomId: null, afterId: 0, limit: 1_000 };
    const kept = [
      await store.audit(null, Number.MAX_SAFE_INTEGER, 1_000),
      await store.roomBans(room.id, 0, 10),
      await store.serverBans(1, 0, 10),
      await store.reports({ ...wanted, isResolved: true }),
      await store.reports({ ...wanted, isResolved: false }),
      await store.eventsAfter(room.id, 0, 100),
    ];
    assert.ok(kept.every((part) => part.length > 0));
    assert.ok(!JSON.stringify(kept).includes(ann.name));
    const [latest, before] = await store.audit(null, Number.MAX_SAFE_INTEGER, 2);
    assert.deepEqual([before?.action, before?.userId, before?.by?.name], ["admin_unmade", ann.id, shownAs]);
    assert.deepEqual([latest?.action, latest?.userId, latest?.roomId], ["role_changed", bob.id, room.id]);
    const by = { by: person(chief), at: 3 };
    assert.equal((await store.banFromServer({ ...by, userId: ann.id, reason: null, until: null })).kind, "no_user");
    assert.equal((await store.setAdmin({ ...by, userId: ann.id, isAdmin: true })).kind, "no_user");
    const about = { about: { userId: ann.id }, text: "x", maxOpen: 9 };
    assert.equal((await store.createReport({ ...by, ...about })).kind, "nothing");
    assert.deepEqual(await store.acquaintancesOf(ann.id, [chief.id, ann.id]), []);
    await goOn(world());
  });

  test("erasing goes on in bounded steps, each message deleted with its event, and ends; later deletions wait their turn", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account(inLounge), await world().account(inLounge)];
    const room = await world().group(bob, { kind: "private" });
    await world().admit(room, bob, [ann]);
    const direct = await world().direct(ann, bob);
    const wrote: Message[] = [];
    for (let n = 0; n < 5; n += 1) {
      const roomId = [loungeId, room.id, direct.id][n % 3] ?? loungeId;
      wrote.push(await world().post(person(ann), { roomId, membersOnly: true }));
      await world().post(person(bob));
    }
    await store.deleteMessage({ messageId: wrote[1]?.id ?? 0, by: person(ann), at: 1 });
    await store.removeMember({ roomId: room.id, userId: ann.id, by: person(bob), at: 1 });
    await store.changeRoom({ roomId: room.id, by: person(bob), at: 1, archived: true });
    await end(world(), ann, { erase: true });
    await end(world(), bob);
    const start = world().batches.length;
    assert.ok((await goOn(world(), { maxErased: 2, maxScanned: 7 })) > 2);
    const events = world().batches.slice(start).flat();
    const gone = wrote.filter((_, n) => n !== 1);
    assert.deepEqual(
      events.map((event) => event.type === "deleted" && [event.message.id, event.by.name, event.message.author.name]),
      gone.map(({ id }) => [id, shownAs, shownAs]),
    );
    for (const { id } of gone) assert.equal((await store.findMessage(id))?.text, "");
    assert.deepEqual((await store.messagesBy({ userId: ann.id, afterId: 0, limit: 9, maxScanned: 9_999 })).messages, []);
    assert.deepEqual(await store.continueDeletion({ at: 1, maxErased: 1, maxScanned: 1 }), { kind: "idle" });
  });

  if (volatile) return;
  test("a deletion under way is remembered", async () => {
    const ann = await world().account(inLounge);
    const message = await world().post(person(ann));
    await end(world(), ann, { erase: true });
    await world().reopen();
    await assert.rejects(world().store.post(world().newPost(person(ann))), isGone);
    await goOn(world());
    assert.equal((await world().store.findMessage(message.id))?.text, "");
  });
}

const end = (world: World, user: User, over: { passwordHash?: string; erase?: boolean } = {}) =>
  world.store.deleteAccount({ userId: user.id, passwordHash: `hash of ${user.id}`, at: 9_000, shownAs, erase: false, ...over });

/** To the end of all deletions; answers the number of steps. */
async function goOn({ store }: World, over: { maxErased?: number; maxScanned?: number } = {}): Promise<number> {
  for (let steps = 0; ; steps += 1) {
    const { kind } = await store.continueDeletion({ at: 9_500, maxErased: 100, maxScanned: 1_000, ...over });
    if (kind === "idle") return steps;
  }
}

const fileOf = async (world: World, owner: User): Promise<string> =>
  (await world.file(owner, { name: "me.png", type: "image/png" })).id;
