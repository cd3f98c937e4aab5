/** Bans on all five protocols, by an administrator over the native protocol: connections end, nothing is heard of the banned, nothing leaks to them. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Account, newAccount } from "../accounts.ts";
import type { Closing } from "../clients/connection.ts";
import { get, post } from "../clients/http.ts";
import { connectOpenchamp } from "../clients/openchamp.ts";
import { ReactionsClient } from "../clients/reactions.ts";
import { RoomsClient, retrieve } from "../clients/rooms.ts";
import { openRoster } from "../clients/roster.ts";
import { ZoClient } from "../clients/zo.ts";
import { type Deployment, mountsOf, uniqueName, uniqueText } from "../deployment.ts";
import { lounge } from "./direct-room.ts";
import { everyone, join, type Participant, type Protocol } from "./everyone.ts";

const sessionEnded: Closing = { code: 4501, reason: "session ended" };
const withAccounts: readonly Protocol[] = ["openchamp", "rooms", "roster", "zo"];

/** `admin`: an account of the deployment that is its administrator. */
export function moderationSuite(deployment: Deployment, admin: () => Account): void {
  describe("bans", () => {
    accounts(deployment, admin);
    guests(deployment, admin);
    fromLounge(deployment, admin);
    fromRoom(deployment, admin);
  });
}

function native(deployment: Deployment, { token }: Account): Promise<ZoClient> {
  return new ZoClient(mountsOf(deployment).zo, { token }).opened();
}

/** Whom `reactions` names as the author of what somebody just said. */
async function userIdOf(speaker: Participant, witness: Participant): Promise<string> {
  const text = uniqueText("who am I");
  speaker.say(text);
  assert.ok(witness.connection instanceof ReactionsClient);
  return (await witness.connection.message(text)).data.author_id;
}

const reasonOf = (error: unknown): unknown => (error as { data?: { reason?: unknown } }).data?.reason;

async function refused(doing: Promise<unknown>): Promise<unknown> {
  return await doing.then(() => "done", reasonOf);
}

async function noWayIn(deployment: Deployment, { name: username, password, token }: Account): Promise<void> {
  for (const protocol of ["rooms", "zo"] as const) {
    await assert.rejects(join(deployment, protocol, { id: "", name: username, password, token }), protocol);
  }
  const at = mountsOf(deployment);
  await using openchamp = await connectOpenchamp(at.openchamp, { address: deployment.address() });
  openchamp.send({ type: "login", payload: { username, password } });
  assert.equal((await openchamp.frame("auth_error")).payload.message, "You are banned from this server");
  await using roster = await openRoster(at.roster, { address: deployment.address() });
  roster.init({ username, id: "c-1", token });
  assert.equal(await roster.error(), "INVALID_INIT");
}

function accounts(deployment: Deployment, admin: () => Account): void {
  it("an account banned from the server: every connection is closed with 4501, and no way leads back in until it is lifted", async () => {
    const user = await newAccount(deployment, "banned");
    await using witness = await join(deployment, "reactions");
    const open = await Promise.all(withAccounts.map((protocol) => join(deployment, protocol, user)));
    await using by = await native(deployment, admin());
    await by.client.call.server.ban({ userId: user.id, reason: "black box" });
    for (const { connection } of open) assert.deepEqual(await connection.closed, sessionEnded);
    const credentials = { json: { username: user.name, password: user.password } };
    const login = await post(deployment, "/auth/login", credentials);
    assert.deepEqual([login.status, JSON.parse(login.text).error_code], [403, "FORBIDDEN"]);
    assert.equal((await get(deployment, "/user/info", { token: user.token })).status, 401);
    await noWayIn(deployment, user);
    const fence = uniqueText("fence");
    witness.say(fence);
    await witness.sees(fence);
    await by.client.call.server.unban({ userId: user.id });
    assert.equal((await post(deployment, "/auth/login", credentials)).status, 200);
    assert.equal((await get(deployment, "/user/info", { token: user.token })).status, 401, "what was revoked stays so");
  });

  it("nobody else may do what administrators do", async () => {
    const [user, other] = [await newAccount(deployment, "nobody"), await newAccount(deployment, "other")];
    await using by = await native(deployment, user);
    const { server, rooms } = by.client.call;
    const answers = [
      server.ban({ userId: other.id }),
      server.bans({}),
      server.audit({}),
      server.users({}),
      server.reports({}),
      server.setAdmin({ userId: user.id, isAdmin: true }),
      rooms.ban({ roomId: lounge, userId: other.id }),
      rooms.audit({ roomId: lounge }),
    ];
    assert.deepEqual(new Set(await Promise.all(answers.map(refused))), new Set(["forbidden"]));
  });
}

function guests(deployment: Deployment, admin: () => Account): void {
  it("a guest is cut off, and an address silenced: nobody hears them, on any protocol", async () => {
    await using world = await everyone(deployment);
    await using witness = await join(deployment, "reactions");
    await using by = await native(deployment, admin());
    const { reactions, roster, zo } = world;
    for (const speaker of [reactions, roster, zo]) {
      await by.client.call.server.ban({ userId: await userIdOf(speaker, witness) });
    }
    for (const { connection } of [roster, zo]) assert.deepEqual(await connection.closed, sessionEnded);
    const text = uniqueText("silenced");
    reactions.say(text);
    assert.ok(reactions.connection instanceof ReactionsClient);
    assert.equal(await reactions.connection.error(), "You may not do this");
    const fence = uniqueText("fence");
    world.openchamp.say(fence);
    for (const one of [witness, reactions, world.openchamp, world.rooms]) {
      await one.sees(fence);
      assert.ok(!one.everything().includes(text), one.protocol);
    }
  });
}

function fromLounge(deployment: Deployment, admin: () => Account): void {
  it("banned from the lounge: what they say there reaches nobody, and they hear everybody", async () => {
    await using world = await everyone(deployment);
    await using witness = await join(deployment, "reactions");
    await using by = await native(deployment, admin());
    for (const speaker of world.all) {
      await by.client.call.rooms.ban({ roomId: lounge, userId: await userIdOf(speaker, witness) });
    }
    const text = uniqueText("silenced");
    for (const speaker of world.all) speaker.say(text);
    for (const one of [world.openchamp, world.zo, world.reactions, world.roster]) {
      await one.connection.until("a refusal", (frames) => /may not do this/.test(JSON.stringify(frames)));
    }
    const fence = uniqueText("fence");
    witness.say(fence);
    for (const one of [...world.all, witness]) {
      await one.sees(fence);
      assert.ok(!one.everything().includes(text), one.protocol);
    }
  });
}

function fromRoom(deployment: Deployment, admin: () => Account): void {
  it("I5: banned from a public room: nothing more of it is shown, live, retrieved or asked for, to administrators neither", async () => {
    const [owner, user] = [await newAccount(deployment, "owner"), await newAccount(deployment, "banned")];
    await using byOwner = await native(deployment, owner);
    await using byUser = await native(deployment, user);
    const { room } = await byOwner.client.call.rooms.create({ kind: "public", name: uniqueName("kitchen") });
    await byUser.client.call.rooms.join({ roomId: room.id });
    await using ownerRooms = await join(deployment, "rooms", owner);
    await using userRooms = await join(deployment, "rooms", user);
    assert.ok(ownerRooms.connection instanceof RoomsClient && userRooms.connection instanceof RoomsClient);
    const [before, after, intruder] = [uniqueText("before"), uniqueText("after"), uniqueText("intruder")];
    ownerRooms.connection.say(room.id, before);
    await userRooms.sees(before);
    await byOwner.client.call.rooms.ban({ roomId: room.id, userId: user.id, reason: uniqueText("reason") });
    userRooms.connection.say(room.id, intruder);
    ownerRooms.connection.say(room.id, after);
    await ownerRooms.sees(after);
    const fence = uniqueText("fence");
    ownerRooms.say(fence);
    await userRooms.sees(fence);
    assert.ok(!userRooms.everything().includes(after));
    assert.ok(!ownerRooms.everything().includes(intruder));
    const kept = JSON.stringify(await retrieve(deployment, user.token, 0));
    assert.ok(!kept.includes(before) && !kept.includes(after));
    const { rooms } = byUser.client.call;
    for (const roomId of [room.id, "no-such-room"]) {
      const answers = [rooms.members({ roomId }), rooms.join({ roomId }), rooms.bans({ roomId }), rooms.audit({ roomId })];
      assert.deepEqual(await Promise.all(answers.map(refused)), ["not_found", "not_found", "not_found", "not_found"]);
    }
    assert.ok(!JSON.stringify(await rooms.browse({})).includes(room.id));
    await using byAdmin = await native(deployment, admin());
    const { room: secret } = await byOwner.client.call.rooms.create({ kind: "private", name: uniqueName("secret") });
    await byOwner.client.call.rooms.ban({ roomId: secret.id, userId: user.id });
    assert.ok(!JSON.stringify(await byAdmin.client.call.server.audit({})).includes(secret.id));
    assert.equal(await refused(byAdmin.client.call.rooms.members({ roomId: secret.id })), "not_found");
  });
}
