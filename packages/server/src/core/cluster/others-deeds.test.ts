import assert from "node:assert/strict";
import { test } from "node:test";
import { boundTable } from "../../ports/bounds.ts";
import { loungeId } from "../../ports/model.ts";
import { deletedName } from "../names.ts";
import { signUp } from "../testing/memory-chat.ts";
import { newAccounts } from "../testing/new-accounts.ts";
import { settle } from "../testing/settle.ts";
import { type OneNode, type SeveralNodes, severalNodes } from "../testing/several-nodes.ts";

const checkMs = boundTable.sessionCheckMs.value;
/** What happens on the first node is known on the second: soon, or, when every signal is lost, with the next round. */
const ways = [
  { name: "soon", lose: 0, withinMs: 500 },
  { name: "within sessionCheckMs when every signal is lost", lose: 1, withinMs: checkMs },
] as const;

async function pair(
  settings: Parameters<typeof severalNodes>[1] = {},
): Promise<{ all: SeveralNodes; one: OneNode; two: OneNode }> {
  const all = await severalNodes(2, settings);
  const [one, two] = all.nodes;
  assert.ok(one && two);
  return { all, one, two };
}

for (const { name, lose, withinMs } of ways) {
  test(`a session that ended on another node ends here, ${name}; others go on`, async () => {
    const { all, one, two } = await pair();
    await using _ = all;
    const [ann, desk] = [await signUp(one.chat, "alice"), await one.chat.accounts.login(login("alice"))];
    const told: string[] = [];
    for (const { session, token } of [ann, desk]) {
      two.chat.accounts.watch(await two.chat.accounts.authenticate(token), () => told.push(session.id));
    }
    all.bus.chances.lose = lose;
    await one.chat.accounts.logout(ann.token);
    await all.rest(withinMs);
    assert.deepEqual(told, [ann.session.id]);
  });

  test(`a password changed on another node ends the other sessions here, ${name}`, async () => {
    const { all, one, two } = await pair();
    await using _ = all;
    const [ann, desk] = [await signUp(one.chat, "alice"), await one.chat.accounts.login(login("alice"))];
    const told: string[] = [];
    for (const one of [ann, desk]) two.chat.accounts.watch(one.session, () => told.push(one.session.id));
    all.bus.chances.lose = lose;
    await one.chat.account.changePassword(ann.session, { current: "password-1", next: "password-2" });
    await all.rest(withinMs);
    assert.deepEqual(told, [desk.session.id]);
  });

  test(`whom an administrator bans on another node is shut out here, account or guest, ${name}`, async () => {
    const { all, one, two } = await pair();
    await using _ = all;
    const [admin, bob] = [await signUp(one.chat, "admin"), await signUp(one.chat, "bobby")];
    const guest = await two.chat.guests.enter({ clientId: "c1", name: "guest1" });
    await two.chat.guests.enter({ clientId: "c2", name: "guest2" });
    const told: string[] = [];
    two.chat.accounts.watch(bob.session, () => told.push("bobby"));
    for (const clientId of ["c1", "c2"]) two.chat.guests.watch(clientId, () => told.push(clientId));
    all.bus.chances.lose = lose;
    for (const { id } of [bob.user, guest]) await one.chat.server.ban(admin.user, { userId: id, reason: null, until: null });
    await all.rest(withinMs);
    assert.deepEqual([...new Set(told)].sort(), ["bobby", "c1"]);
  });

  test(`a name changed on another node is shown here, of who is online here, elsewhere and not at all, ${name}`, async () => {
    const { all, one, two } = await pair();
    await using _ = all;
    const [here, there, off] = [
      await signUp(two.chat, "here1"),
      await signUp(two.chat, "there1"),
      await signUp(two.chat, "off1"),
    ];
    await all.rest(500);
    two.chat.presence.enter(here.user);
    one.chat.presence.enter(there.user);
    await all.rest(500);
    all.bus.chances.lose = lose;
    for (const { user } of [here, there, off]) await one.chat.accounts.setDisplayName(user, `New ${user.name}`);
    await all.rest(withinMs);
    // Of who is online elsewhere that node tells: a lost signal shows with its next beat, here when there are some again.
    all.bus.chances.lose = 0;
    await all.rest(boundTable.nodeBeatMs.value + 500);
    const shown = two.chat.presence.list(10).map(({ user, online }) => `${user.name} ${online ? "on" : "off"}`);
    assert.deepEqual(shown.sort(), ["New here1 on", "New off1 off", "New there1 on"]);
  });

  test(`an account deleted on another node is gone here: its sessions, its name in the lounge and in lists, ${name}`, async () => {
    const { all, one, two } = await pair();
    await using _ = all;
    const ann = await signUp(one.chat, "alice");
    await one.chat.messages.post({ roomId: loungeId, author: ann.user, text: "hello" });
    await all.rest(500);
    const told: string[] = [];
    two.chat.accounts.watch(ann.session, () => told.push("ended"));
    two.chat.feeds.lounge.attach((events) => told.push(`lounge ${events.length}`));
    const nameIn = () => two.chat.feeds.lounge.recent(10).map(({ author }) => author.name);
    assert.deepEqual(nameIn(), ["alice"]);
    all.bus.chances.lose = lose;
    await one.chat.account.delete(ann.session, { password: "password-1", erase: false });
    await all.rest(withinMs);
    assert.deepEqual(nameIn(), [deletedName]);
    assert.deepEqual(told.sort(), ["ended", "lounge 0", "lounge 1"], "told that something is shown otherwise; and the leaving");
    assert.deepEqual(two.chat.presence.list(10), []);
  });

  test(`a session refreshed on another node lives here as long as it does there, ${name}`, async () => {
    const { all, one, two } = await pair({ bounds: { tokenLifetimeMs: 20_000 } });
    await using _ = all;
    const ann = await signUp(one.chat, "alice");
    const told: number[] = [];
    const beganAt = two.clock.monotonicMs();
    two.chat.accounts.watch(ann.session, () => told.push(two.clock.monotonicMs() - beganAt));
    await all.rest(15_000);
    all.bus.chances.lose = lose;
    await one.chat.accounts.refresh(ann.token);
    await all.rest(19_000);
    assert.deepEqual(told, []);
    await all.rest(3_000);
    assert.equal(told.length, 1);
  });
}

const login = (name: string) => ({ name, password: "password-1", address: "192.0.2.1" });

test("a new account is listed on every node, and a profile changed on one is told to its own connections on all", async () => {
  const { all, one, two } = await pair();
  await using _ = all;
  const { user } = await signUp(one.chat, "alice");
  const told: (string | null)[] = [];
  two.chat.account.onChanged(user.id, ({ about }) => told.push(about));
  await all.rest(500);
  assert.deepEqual(
    two.chat.presence.list(10).map((entry) => entry.user.name),
    ["alice"],
  );
  told.length = 0;
  await one.chat.account.setProfile(user, { about: "me" });
  await all.rest(500);
  assert.deepEqual(told, ["me"]);
});

test("I8: sessions and users are asked about checkPage at a time", async () => {
  const asked: number[] = [];
  const { all, two } = await pair({ bounds: { checkPage: 3 } });
  await using _ = all;
  const later = await all.add({
    store: {
      sessionsAmong: async (ids) => {
        asked.push(ids.length);
        return all.store.sessionsAmong(ids);
      },
      usersAmong: async (ids, at) => {
        asked.push(-ids.length);
        return all.store.usersAmong(ids, at);
      },
    },
  });
  const users = await newAccounts(all.store, ..."abcd".split("").map((letter) => `user${letter}`));
  for (const [n, user] of users.entries()) {
    await all.store.createToken({
      hash: `${n}`,
      sessionId: `s${n}`,
      userId: user.id,
      createdAt: 0,
      expiresAt: later.clock.now() * 2,
    });
    later.chat.accounts.watch({ id: `s${n}`, user, expiresAt: later.clock.now() * 2 }, () => assert.fail("ended"));
    later.chat.presence.enter(user);
  }
  await all.rest(checkMs + 1_000);
  assert.deepEqual(asked, [3, 1, -3, -1]);
  assert.equal(two.chat.presence.onlineCount, 4);
});

test("a store that does not answer ends nobody's session; the next round does", async () => {
  let isBroken = true;
  const { all, one } = await pair();
  await using _ = all;
  const ann = await signUp(one.chat, "alice");
  const later = await all.add({
    store: { sessionsAmong: (ids) => (isBroken ? Promise.reject(new Error("away")) : all.store.sessionsAmong(ids)) },
  });
  const told: string[] = [];
  later.chat.accounts.watch(ann.session, () => told.push("ended"));
  all.bus.chances.lose = 1;
  await one.chat.accounts.logout(ann.token);
  await all.rest(checkMs + 1_000);
  assert.deepEqual(told, []);
  isBroken = false;
  await all.rest(checkMs);
  assert.deepEqual(told, ["ended"]);
});

test("when the bus is back the store is asked at once", async () => {
  const { all, one, two } = await pair();
  await using _ = all;
  const ann = await signUp(one.chat, "alice");
  const told: string[] = [];
  two.chat.accounts.watch(ann.session, () => told.push("ended"));
  two.bus.setUp(false);
  await one.chat.accounts.logout(ann.token);
  await settle();
  assert.deepEqual(told, []);
  two.bus.setUp(true);
  await settle();
  assert.deepEqual(told, ["ended"]);
});
