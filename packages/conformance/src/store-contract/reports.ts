import assert from "node:assert/strict";
import { test } from "node:test";
import type { Person } from "@parlance/server/ports/model.ts";
import { loungeId } from "@parlance/server/ports/model.ts";
import type { Reported } from "@parlance/server/ports/moderation.ts";
import type { StoreContractOptions } from "./world.ts";
import { person, worldFor } from "./world.ts";

const last = Number.MAX_SAFE_INTEGER;

export function reportRules(options: StoreContractOptions): void {
  const world = worldFor(options);

  const report = (by: Person, about: Reported, over: { text?: string; maxOpen?: number } = {}) =>
    world().store.createReport({ about, by: person(by), at: 50, text: "look at this", maxOpen: 100, ...over });
  const reported = async (by: Person, about: Reported): Promise<number> => {
    const outcome = await report(by, about);
    assert.ok(outcome.kind === "reported", outcome.kind);
    return outcome.id;
  };
  const resolve = async (by: Person, reportId: number) =>
    (await world().store.resolveReport({ reportId, by: person(by), at: 60, note: "done with" })).kind;
  const shown = (roomId: string | null, isResolved = false) =>
    world().store.reports({ roomId, isResolved, afterId: 0, limit: 1_000 });

  test("a report refers to the message: edited, it shows the new text; deleted, none", async () => {
    const { store } = world();
    const [ann, bob] = [await world().account(), await world().account()];
    const room = await world().group(ann);
    await world().admit(room, ann, [bob]);
    const message = await world().post(bob, { roomId: room.id });
    const id = await reported(ann, { messageId: message.id });
    const expected = { id, at: 50, by: person(ann), text: "look at this", user: person(bob), resolved: null };
    assert.deepEqual(await shown(room.id), [{ ...expected, message }]);
    assert.ok((await shown(null)).some((one) => one.id === id));
    await store.deleteMessage({ messageId: message.id, by: person(bob), at: 55 });
    const [after] = await shown(room.id);
    assert.deepEqual([after?.message?.text, after?.message?.deletedAt], ["", 55]);
    assert.deepEqual(await report(ann, { messageId: message.id }), { kind: "nothing" }, "there is nothing left to report");
  });

  test("I5: a message that one may not read is not there to be reported; nor is a user whom nobody knows", async () => {
    const [ann, bob, address] = [await world().account(), await world().account(), world().stranger()];
    const secret = await world().post(ann, { roomId: (await world().group(ann)).id });
    const open = await world().post(address);
    for (const about of [{ messageId: secret.id }, { messageId: 1_000_000 }, { userId: "nobody" }]) {
      assert.deepEqual(await report(bob, about), { kind: "nothing" });
    }
    const ids = [await reported(bob, { messageId: open.id }), await reported(bob, { userId: address.id })];
    const rows = (await shown(null)).filter(({ id }) => ids.includes(id));
    const named = { id: address.id, kind: "address", name: address.id };
    assert.deepEqual(
      rows.map(({ user, message }) => [user, message?.id]),
      [
        [person(address), open.id],
        [named, undefined],
      ],
    );
  });

  test("so many of one reporter may be open; what is resolved makes room", async () => {
    const [admin, ann, bob] = [await world().admin(), await world().account(), await world().account()];
    const about = { userId: bob.id };
    const first = await reported(ann, about);
    assert.equal((await report(ann, about, { maxOpen: 2 })).kind, "reported");
    assert.deepEqual(await report(ann, about, { maxOpen: 2 }), { kind: "too_many" });
    assert.equal((await report(bob, about, { maxOpen: 2 })).kind, "reported");
    assert.equal(await resolve(admin, first), "done");
    assert.equal((await report(ann, about, { maxOpen: 2 })).kind, "reported");
  });

  test("administrators resolve any report, owners and moderators those of their room; to others it is not there", async () => {
    const { store } = world();
    const [admin, owner, moderator, member] = [
      await world().admin(),
      await world().account(),
      await world().account(),
      await world().account(),
    ];
    const room = await world().group(owner);
    await world().admit(room, owner, [moderator], "moderator");
    await world().admit(room, owner, [member]);
    const message = await world().post(member, { roomId: room.id });
    const ids = [];
    for (let n = 0; n < 3; n++) ids.push(await reported(member, { messageId: message.id }));
    const [a = 0, b = 0, c = 0] = ids;
    assert.equal(await resolve(member, a), "no_report");
    assert.equal(await resolve(moderator, 1_000_000), "no_report");
    assert.deepEqual([await resolve(moderator, a), await resolve(owner, b), await resolve(admin, c)], ["done", "done", "done"]);
    assert.equal(await resolve(owner, a), "unchanged");
    assert.deepEqual(await shown(room.id), []);
    const [first] = await shown(room.id, true);
    assert.deepEqual(first?.resolved, { at: 60, by: person(moderator), note: "done with" });
    const [entry] = await store.audit(null, last, 1);
    const about = { roomId: room.id, userId: member.id, messageId: message.id, until: null };
    const told = { action: "report_resolved", at: 60, by: person(admin), detail: "done with", ...about };
    assert.deepEqual(entry, { id: entry?.id, ...told });
    assert.equal((await store.audit(room.id, last, 100)).filter(({ action }) => action === "report_resolved").length, 3);
    const ofUser = await reported(member, { userId: owner.id });
    assert.equal(await resolve(owner, ofUser), "no_report", "reports about users are the server's");
    const inLounge = await reported(member, { messageId: (await world().post(owner, { roomId: loungeId })).id });
    assert.equal(await resolve(owner, inLounge), "no_report");
  });

  test("purgeModeration lets go of old entries, of reports resolved and bans over by then, so many at a time; ids go on", async () => {
    const { store } = world();
    const [admin, ann] = [await world().admin(), await world().account()];
    await store.banFromServer({ userId: ann.id, by: person(admin), at: 70, reason: null, until: 80 });
    await resolve(admin, await reported(admin, { userId: ann.id }));
    const open = await reported(admin, { userId: ann.id });
    const [newest] = await store.audit(null, last, 1);
    const all = (await store.audit(null, last, 1_000)).filter(({ at }) => at < 10_000).length;
    assert.ok(all >= 3);
    assert.equal(await store.purgeModeration(10_000, 2), 2);
    let rest = 0;
    for (let count = 2; count === 2; rest += count) count = await store.purgeModeration(10_000, 2);
    assert.ok(rest > 0);
    assert.equal(await store.purgeModeration(10_000, 2), 0);
    assert.deepEqual(await store.audit(null, last, 10), []);
    assert.deepEqual(await shown(null, true), []);
    assert.ok((await shown(null)).some(({ id }) => id === open));
    assert.deepEqual(
      (await store.serverBans(1, 0, 1_000)).filter(({ user }) => user.id === ann.id),
      [],
    );
    await store.banFromServer({ userId: ann.id, by: person(admin), at: 90, reason: null, until: null });
    const [next] = await store.audit(null, last, 1);
    assert.ok((next?.id ?? 0) > (newest?.id ?? last), "no id is used again");
    assert.equal(await store.purgeModeration(95, 100), 1, "the entry");
    assert.equal((await store.serverBans(1_000, 0, 1_000)).length, 1, "not the ban, which lasts");
  });
}
