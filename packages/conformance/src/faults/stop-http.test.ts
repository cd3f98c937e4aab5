/** SIGTERM while HTTP and large frames are under way: what can be finished is, and nobody holds the stop up. */
import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { describe, it } from "node:test";
import { newAccount } from "../accounts.ts";
import { join } from "../blackbox/everyone.ts";
import { introduce } from "../blackbox/introduce.ts";
import { get, post } from "../clients/http.ts";
import { connectRaw, encodeFrame, opcodes } from "../clients/raw.ts";
import { type Deployment, mountsOf, uniqueName, uniqueText } from "../deployment.ts";
import { ServerProcess, temporaryFolder } from "../server-process.ts";

/** A plain TCP connection that says `text` and then neither reads nor writes. */
async function silentAfter(url: string, text: string): Promise<net.Socket> {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname);
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.pause();
  await new Promise((resolve) => socket.write(text, resolve));
  return socket;
}

const request = (line: string, headers: readonly string[] = [], body = "") =>
  `${[line, "Host: x", "Content-Type: application/json", ...headers].join("\r\n")}\r\n\r\n${body}`;

/** Whatever was written before this on other connections, the server has read. */
const fence = async (deployment: Deployment) => assert.equal((await get(deployment, "/ready")).status, 200);

async function stopsInTime(server: ServerProcess, withinMs = 9_000): Promise<void> {
  const exit = await server.stop();
  assert.deepEqual([exit.code, exit.signal], [0, null], server.log);
  assert.ok(exit.afterMs < withinMs, `${exit.afterMs.toFixed(0)} ms`);
}

describe("an orderly stop, with HTTP under way", { concurrency: 2 }, () => {
  it("connections that never say a whole head are cut at once, on both listeners", async () => {
    await using folder = await temporaryFolder("stop");
    await using server = await ServerProcess.start(folder.path);
    const { http, roster } = server.deployment;
    const texts = ["", "GET /health HTTP/1.1\r\n", "GET /health HTTP/1.1\r\nHost: x\r\nX-Long: "];
    const sockets = await Promise.all([http, roster].flatMap((url) => texts.map((text) => silentAfter(url, text))));
    await fence(server.deployment);
    await stopsInTime(server, 2_000);
    for (const socket of sockets) socket.destroy();
  });

  it("a body that never comes is waited for no longer than httpStopMs", async () => {
    await using folder = await temporaryFolder("stop");
    await using server = await ServerProcess.start(folder.path, { bounds: { httpStopMs: 1_000 } });
    const half = request("POST /auth/login HTTP/1.1", ["Content-Length: 1000"], '{"username":');
    const socket = await silentAfter(server.deployment.http, half);
    await fence(server.deployment);
    await stopsInTime(server, 4_000);
    socket.destroy();
  });

  it("an answer that streams to a client that does not read is cut after httpStopMs", async () => {
    await using folder = await temporaryFolder("stop");
    await using server = await ServerProcess.start(folder.path, { limits: "off", bounds: { httpStopMs: 1_000 } });
    const { token } = await newAccount(server.deployment, "slow");
    await using writer = await join(server.deployment, "roster");
    const stem = uniqueText("x".repeat(900));
    // 8 MB in each of the answer's two arrays: more than the kernel's buffers hold.
    for (let n = 0; n < 8_000; n++) writer.say(`${stem} ${n}`);
    await writer.sees(`${stem} 7999`, 60_000);
    const body = '{"after":0}';
    const headers = [`Authorization: Bearer ${token}`, `Content-Length: ${body.length}`];
    const socket = await silentAfter(server.deployment.http, request("POST /chat/retrieve HTTP/1.1", headers, body));
    await once(socket, "readable");
    await stopsInTime(server, 4_000);
    socket.destroy();
    await writer.connection.closing();
  });

  it("requests under way are answered: every registration either succeeds and is kept, or is refused", async () => {
    await using folder = await temporaryFolder("stop");
    await using server = await ServerProcess.start(folder.path, { limits: "off" });
    const names = Array.from({ length: 40 }, () => uniqueName("under"));
    const registrations = names.map((username) =>
      post(server.deployment, "/auth/register", { json: { username, password: "correct horse battery" } }),
    );
    await Promise.race(registrations);
    await stopsInTime(server);
    const settled = await Promise.allSettled(registrations);
    const answered = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const succeeded = answered.filter(({ status }) => status === 200);
    assert.ok(
      answered.every(({ status }) => status === 200 || status === 503),
      "a success or the house's refusal",
    );
    assert.ok(succeeded.length > 0);
    await using again = await ServerProcess.start(folder.path, { limits: "off" });
    for (const { text } of succeeded) {
      const { auth_token: token } = JSON.parse(text) as { readonly auth_token: string };
      assert.equal((await get(again.deployment, "/user/info", { token })).status, 200, "acknowledged, so kept");
    }
  });

  it("half a file of 20 MiB on roster: closed with 4000, and not waited for", async () => {
    await using folder = await temporaryFolder("stop");
    await using server = await ServerProcess.start(folder.path);
    const raw = await connectRaw(mountsOf(server.deployment).roster, server.deployment.address());
    await introduce(raw, server.deployment, "roster");
    const bytes = encodeFrame({ opcode: opcodes.text, payload: "x".repeat(14 * 1024 * 1024), claimedBytes: 28 * 1024 * 1024 });
    await new Promise((resolve) => raw.socket.write(bytes, resolve));
    await stopsInTime(server);
    assert.equal((await raw.end()).code, 4000);
  });
});
