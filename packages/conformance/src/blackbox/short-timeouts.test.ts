/** Dead and idle connections, against a server whose timeouts are short enough to wait for. */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { connectRaw } from "../clients/raw.ts";
import { mountsOf } from "../deployment.ts";
import { ServerProcess, temporaryFolder } from "../server-process.ts";
import { join, protocols } from "./everyone.ts";
import { introduce } from "./introduce.ts";

const folder = await temporaryFolder("timeouts");
const bounds = { pingIntervalMs: 300, pongTimeoutMs: 300, authenticationMs: 2_000, loginMs: 2_000 };
const server = await ServerProcess.start(folder.path, { bounds });
after(async () => {
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

describe("dead and idle connections", { concurrency: 4 }, () => {
  for (const protocol of protocols) {
    it(`${protocol}: who answers no ping is cut off; who does stays, however silent`, async () => {
      await using silent = await join(server.deployment, protocol);
      await using dead = await connectRaw(mountsOf(server.deployment)[protocol], server.deployment.address());
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
