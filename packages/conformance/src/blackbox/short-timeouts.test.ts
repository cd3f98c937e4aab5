/** Dead and idle connections, against a server whose timeouts are short enough to wait for. */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { newAccount } from "../accounts.ts";
import { post } from "../clients/http.ts";
import { connectOpenchamp } from "../clients/openchamp.ts";
import { connectRaw } from "../clients/raw.ts";
import { RoomsClient, roomsError } from "../clients/rooms.ts";
import { mountsOf } from "../deployment.ts";
import { ServerProcess, temporaryFolder } from "../server-process.ts";
import { join, protocols } from "./everyone.ts";
import { entranceOf, introduce } from "./introduce.ts";

const folder = await temporaryFolder("timeouts");
const bounds = { pingIntervalMs: 300, pongTimeoutMs: 300, authenticationMs: 2_000, loginMs: 2_000 };
const server = await ServerProcess.start(folder.path, { bounds });
after(async () => {
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

describe("tokens that expire", () => {
  it("a token past its life is expired everywhere, and its live connections are closed as ended (4501)", async () => {
    await using place = await temporaryFolder("expiry");
    await using shortLived = await ServerProcess.start(place.path, { bounds: { tokenLifetimeMs: 1_500 } });
    const { deployment } = shortLived;
    const account = await newAccount(deployment, "alice");
    const live = [
      await join(deployment, "rooms", account),
      await join(deployment, "openchamp", account),
      await join(deployment, "roster", account),
      await join(deployment, "zo", account),
    ];
    for (const one of live) assert.equal((await one.connection.closing()).code, 4501, one.protocol);
    const answer = await post(deployment, "/chat/retrieve", { token: account.token, json: { after: 0 } });
    assert.equal(answer.status, 401);
    const expired = roomsError.parse(JSON.parse(answer.text));
    assert.equal(expired.error_code, "AUTH_TOKEN_EXPIRED");
    await using rooms = new RoomsClient(mountsOf(deployment).rooms, { address: deployment.address() });
    await rooms.opened;
    rooms.send({ auth_token: account.token });
    assert.deepEqual(await rooms.refusal(), expired);
    await using openchamp = await connectOpenchamp(mountsOf(deployment).openchamp, { address: deployment.address() });
    openchamp.send({ type: "token_auth", payload: { token: account.token } });
    assert.equal((await openchamp.frame("auth_error")).payload.message, "Invalid or expired token");
  });
});

describe("dead and idle connections", { concurrency: 4 }, () => {
  for (const protocol of protocols) {
    it(`${protocol}: who answers no ping is cut off; who does stays, however silent`, async () => {
      await using silent = await join(server.deployment, protocol);
      await using dead = await connectRaw(entranceOf(server.deployment, protocol), server.deployment.address());
      await introduce(dead, server.deployment, protocol);
      const startedAt = performance.now();
      const { code } = await dead.end();
      assert.ok(code === 4003 || code === null, `closed with ${code}`);
      assert.ok(performance.now() - startedAt >= 250, "not before it had its time");
      assert.ok(silent.connection.isOpen);
      silent.say(`${protocol} is still here`);
      await silent.sees(`${protocol} is still here`);
    });
  }

  for (const protocol of ["openchamp", "rooms", "roster"] as const) {
    it(`${protocol}: who never says who they are is closed with 4504, pings answered or not`, async () => {
      const raw = await connectRaw(mountsOf(server.deployment)[protocol], server.deployment.address());
      await using _ = raw;
      raw.answersPings = true;
      assert.equal((await raw.end()).code, 4504);
    });
  }
});
