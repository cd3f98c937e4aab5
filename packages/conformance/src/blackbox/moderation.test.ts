/** Bans against a server of its own: whoever registers first there is its administrator. */
import assert from "node:assert/strict";
import { after, it } from "node:test";
import { newAccount } from "../accounts.ts";
import { post } from "../clients/http.ts";
import { ZoClient } from "../clients/zo.ts";
import { mountsOf } from "../deployment.ts";
import { ServerProcess, temporaryFolder } from "../server-process.ts";
import { moderationSuite } from "./moderation.ts";

const folder = await temporaryFolder("moderation");
const server = await ServerProcess.start(folder.path, { limits: "off" });
const first = await newAccount(server.deployment, "first");

moderationSuite(server.deployment, () => first);

it("the log says who became administrator, once", () => {
  assert.equal(server.log.split("administrator").length - 1, 1);
  assert.ok(server.log.includes(first.id));
});

it("--admin makes accounts administrators at the start, and a ban outlives a restart", async () => {
  await using place = await temporaryFolder("admins");
  let second: Awaited<ReturnType<typeof newAccount>>;
  let banned: typeof second;
  {
    await using before = await ServerProcess.start(place.path);
    const admin = await newAccount(before.deployment, "first");
    second = await newAccount(before.deployment, "second");
    banned = await newAccount(before.deployment, "banned");
    await using client = await new ZoClient(mountsOf(before.deployment).zo, { token: admin.token }).opened();
    await client.client.call.server.ban({ userId: banned.id });
    await before.stop();
  }
  await using again = await ServerProcess.start(place.path, { admins: `${second.name.toUpperCase()},nobody-has-this` });
  assert.ok(again.log.includes("nobody-has-this"), "a name without an account is a warning");
  const credentials = { json: { username: banned.name, password: banned.password } };
  assert.equal((await post(again.deployment, "/auth/login", credentials)).status, 403);
  await using client = await new ZoClient(mountsOf(again.deployment).zo, { token: second.token }).opened();
  const { bans } = await client.client.call.server.bans({});
  assert.deepEqual(
    bans.map(({ user }) => user.id),
    [banned.id],
  );
});

after(async () => {
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});
