/** What a person does with their own account, seen on all protocols: a new password, and the end. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { type Account, newAccount, testPassword } from "../accounts.ts";
import { get, post } from "../clients/http.ts";
import { RoomsClient, retrieve } from "../clients/rooms.ts";
import { ZoClient } from "../clients/zo.ts";
import { type Deployment, mountsOf, uniqueText } from "../deployment.ts";
import { everyone, join } from "./everyone.ts";

export const deletedName = "Deleted account";

export function accountLifeSuite(deployment: Deployment): void {
  // One after the other: each looks at the newest messages of the lounge.
  describe("one's own account", () => {
    passwords(deployment);
    deletions(deployment);
  });
}

export const enterZo = (deployment: Deployment, { token }: Pick<Account, "token">): Promise<ZoClient> =>
  new ZoClient(mountsOf(deployment).zo, { token }).opened();

async function login(deployment: Deployment, name: string, password: string): Promise<{ status: number; token: string }> {
  const { status, text } = await post(deployment, "/auth/login", { json: { username: name, password } });
  const { auth_token: token = "" } = JSON.parse(text) as { readonly auth_token?: string };
  return { status, token };
}

function passwords(deployment: Deployment): void {
  it("a new password closes the other devices, on every protocol, and leaves this one; the old password is refused", async () => {
    const account = await newAccount(deployment, "alice");
    const { token } = await login(deployment, account.name, testPassword);
    const elsewhere = [];
    for (const protocol of ["openchamp", "rooms", "roster", "zo"] as const) {
      elsewhere.push(await join(deployment, protocol, { ...account, token }));
    }
    await using here = await enterZo(deployment, account);
    const { sessions } = await here.client.call.account.sessions({});
    assert.equal(sessions.length, 2);
    await here.client.call.account.changePassword({ current: testPassword, next: "another horse" });
    const closings = await Promise.all(elsewhere.map((one) => one.connection.closing()));
    assert.deepEqual(
      closings.map(({ code }) => code),
      elsewhere.map(() => 4501),
    );
    assert.deepEqual(
      (await here.client.call.account.sessions({})).sessions.map(({ isCurrent }) => isCurrent),
      [true],
    );
    assert.deepEqual(here.closes, []);
    assert.equal((await get(deployment, "/user/info", { token })).status, 401);
    assert.equal((await login(deployment, account.name, testPassword)).status, 401);
    assert.equal((await login(deployment, account.name, "another horse")).status, 200);
  });
}

function deletions(deployment: Deployment): void {
  it("a deleted account that erases leaves nothing of what it said on any protocol, and is let in by none", async () => {
    const [alice, bob] = [await newAccount(deployment, "alice"), await newAccount(deployment, "bob")];
    const texts = [uniqueText("first"), uniqueText("second")];
    const [secret, kept] = [uniqueText("secret"), uniqueText("kept")];
    await using world = await everyone(deployment);
    await using bobs = await join(deployment, "rooms", bob);
    await using here = await enterZo(deployment, alice);
    for (const text of texts) {
      here.client.send.lounge.send({ text });
      for (const one of world.all) await one.sees(text);
    }
    here.client.send.chat.private({ targetUserId: bob.name, message: secret });
    const room = (await bobs.sees(secret)).room ?? "";
    world.roster.say(kept);
    await world.rooms.sees(kept);
    await here.client.call.account.delete({ password: testPassword, messages: "erase" });
    await here.until(() => here.closes.length === 1);
    assert.deepEqual(here.closes, [4501]);

    await using witness = await enterZo(deployment, bob);
    const retrieved = async () => (await retrieve(deployment, bob.token, 0)).map(({ message }) => message);
    let known = await retrieved();
    const deadline = performance.now() + 30_000;
    while (known.some((text) => [...texts, secret].includes(text)) && performance.now() < deadline) {
      await delay(20);
      known = await retrieved();
    }
    assert.ok(known.includes(kept));
    await using late = await everyone(deployment);
    for (const one of [late.reactions, late.roster]) {
      await one.sees(kept);
      for (const text of texts) assert.ok(!one.everything().includes(text), one.protocol);
    }
    for (const text of [...texts, secret]) assert.ok(!known.includes(text));
    const list = late.roster.connection.frames.find((frame) => (frame as { type: string }).type === "userData");
    assert.ok(!JSON.stringify(list).includes(alice.name));
    const shown = (await witness.client.call.users.get({ userIds: [alice.id] })).users;
    assert.deepEqual(shown, [{ id: alice.id, kind: "account", name: deletedName }]);

    const client = bobs.connection;
    assert.ok(client instanceof RoomsClient);
    const [toNobody, fence] = [uniqueText("to nobody"), uniqueText("fence")];
    client.say(room, toNobody);
    bobs.say(fence);
    await bobs.sees(fence);
    assert.ok(!bobs.everything().includes(toNobody), "the direct room takes nothing more");
    assert.ok((await login(deployment, alice.name, testPassword)).status === 401);
    assert.equal((await get(deployment, "/user/info", { token: alice.token })).status, 401);
    await using again = new RoomsClient(mountsOf(deployment).rooms, { address: deployment.address() });
    await again.opened;
    again.send({ auth_token: alice.token });
    assert.equal((await again.refusal()).error_code, "AUTH_TOKEN_INVALID");
  });
}
