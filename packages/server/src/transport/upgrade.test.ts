import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { test } from "node:test";
import { Client, refusal, upgradeRequest } from "./testing/clients.ts";
import { TestServer, until } from "./testing/serve.ts";

/** The whole answer to these bytes. */
async function answerTo(port: number, bytes: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write(bytes);
  let answer = "";
  for await (const chunk of socket) answer += chunk;
  return answer;
}

test("a mount's path is matched exactly; the query and a slash at the end make no difference", async () => {
  await using server = await TestServer.start();
  for (const path of ["/talk", "/talk/", "/talk?x=1", "/talk/?x=/other"]) {
    await Client.connect(`ws://127.0.0.1:${server.port}${path}`);
  }
  assert.equal(server.transport.connectionCount, 4);
  for (const path of ["/", "/talk/more", "/talks", "/TALK", "//talk", "/%74alk"]) {
    const answer = await answerTo(server.port, upgradeRequest({ path }));
    assert.match(answer, /^HTTP\/1\.1 404 Not Found\r\n/, path);
    assert.match(answer, /\r\n\r\n\{"error":"Not Found","error_code":"NOT_FOUND"\}$/, path);
  }
});

test("an upgrade to something else, or to another version, is answered 426 with what is spoken here", async () => {
  await using server = await TestServer.start();
  assert.match(
    await answerTo(server.port, upgradeRequest({ headers: { Upgrade: "h2c" } })),
    /^HTTP\/1\.1 426 [\s\S]*\r\nUpgrade: websocket\r\n/,
  );
  const version = { "Sec-WebSocket-Version": "12" };
  assert.match(
    await answerTo(server.port, upgradeRequest({ headers: version })),
    /^HTTP\/1\.1 426 [\s\S]*\r\nSec-WebSocket-Version: 13\r\n/,
  );
});

test("a malformed handshake is answered 400 and takes nothing with it", async () => {
  await using server = await TestServer.start();
  const malformed = [
    upgradeRequest({ headers: { "Sec-WebSocket-Key": "short" } }),
    upgradeRequest({ headers: { "Sec-WebSocket-Protocol": ",,;" } }),
    upgradeRequest({ method: "POST" }),
    upgradeRequest().replace(/Sec-WebSocket-Version.*\r\n/, ""),
  ];
  for (const bytes of malformed) {
    assert.match(await answerTo(server.port, bytes), /^HTTP\/1\.1 400 Bad Request\r\n[\s\S]*"error_code":"BAD_REQUEST"\}$/);
  }
  assert.equal(server.transport.connectionCount, 0);
  await Client.connect(server.url);
});

test("a client that resets during the upgrade is forgotten", async () => {
  await using server = await TestServer.start();
  for (const path of ["/talk", "/nowhere"]) {
    const socket = connect(server.port, "127.0.0.1");
    await once(socket, "connect");
    socket.write(upgradeRequest({ path }));
    socket.resetAndDestroy();
  }
  await Client.connect(server.url);
  await until(() => server.transport.connectionCount === 1);
});

test("the token comes from Authorization: Bearer, else from ?token=, and no log line holds it or the query", async () => {
  const tokens: (string | null)[] = [];
  await using server = await TestServer.start({ opened: (_link, upgrade) => tokens.push(upgrade.token) });
  await Client.connect(`${server.url}?token=secret-q`, { headers: { authorization: "Bearer secret-h" } });
  await Client.connect(`${server.url}?token=secret%2Dq`);
  await Client.connect(`${server.url}?token=secret-q`, { headers: { authorization: "Basic secret-b" } });
  await Client.connect(`${server.url}?token=`, { headers: { authorization: "bearer" } });
  await refusal(`ws://127.0.0.1:${server.port}/nowhere?token=secret-q`);
  assert.deepEqual(tokens, ["secret-h", "secret-q", "secret-q", null]);
  assert.ok(server.log.lines.length > 0);
  assert.doesNotMatch(JSON.stringify(server.log.lines), /secret|\?/);
});

test("connections: the last one allowed is served, the next is answered 503 and may retry", async () => {
  await using server = await TestServer.start({ bounds: { connections: 2 } });
  await Client.connect(server.url);
  const second = await Client.connect(server.url);
  const answer = await refusal(server.url);
  assert.equal(answer.status, 503);
  assert.deepEqual(answer.body, { error: "Service Unavailable", error_code: "OVERLOADED" });
  assert.ok("retry-after" in answer.headers);
  second.ws.close();
  await until(() => server.transport.connectionCount === 1);
  await Client.connect(server.url);
});

test("connectionsPerAddress: the last one allowed is served, the next is answered 429; other addresses are not affected", async () => {
  const bounds = { connectionsPerAddress: 2 };
  await using server = await TestServer.start({ bounds, trustProxy: ["loopback"] });
  const from = (address: string) => ({ headers: { "x-forwarded-for": address } });
  const first = await Client.connect(server.url, from("192.0.2.1"));
  await Client.connect(server.url, from("192.0.2.1"));
  assert.equal((await refusal(server.url, from("192.0.2.1"))).status, 429);
  await Client.connect(server.url, from("192.0.2.2"));
  first.ws.terminate();
  await until(() => server.transport.connectionCount === 2);
  await Client.connect(server.url, from("192.0.2.1"));
});

test("connectionsPerAddress: IPv6 addresses of one /64 count as one, since one customer commands them all", async () => {
  await using server = await TestServer.start({ bounds: { connectionsPerAddress: 2 }, trustProxy: ["loopback"] });
  const from = (address: string) => ({ headers: { "x-forwarded-for": address } });
  await Client.connect(server.url, from("2001:db8:0:1::1"));
  const second = await Client.connect(server.url, from("2001:db8:0:1:ffff::2"));
  assert.equal((await refusal(server.url, from("2001:DB8::1:0:0:0:3"))).status, 429);
  await Client.connect(server.url, from("2001:db8:0:2::1"));
  second.ws.terminate();
  await until(() => server.transport.connectionCount === 2);
  await Client.connect(server.url, from("2001:db8:0:1::3"));
});

test("connectsPerAddressPerMinute: the last one allowed is served, the next is answered 429 until the minute is over", async () => {
  const bounds = { connectsPerAddressPerMinute: 2 };
  await using server = await TestServer.start({ bounds, trustProxy: ["loopback"] });
  const from = (address: string) => ({ headers: { "x-forwarded-for": address } });
  for (let count = 0; count < 2; count++) (await Client.connect(server.url, from("192.0.2.1"))).ws.terminate();
  const answer = await refusal(server.url, from("192.0.2.1"));
  assert.deepEqual([answer.status, answer.body], [429, { error: "Too Many Requests", error_code: "TOO_MANY_CONNECTIONS" }]);
  await Client.connect(server.url, from("192.0.2.2"));
  server.clock.advance(60_000);
  await Client.connect(server.url, from("192.0.2.1"));
});

test("socketsPerAddress: TCP connections of one address, whatever they are for; one more is cut at once", async () => {
  await using server = await TestServer.start({ bounds: { socketsPerAddress: 2 } });
  const idle = async () => {
    const socket = connect(server.port, "127.0.0.1");
    socket.on("error", () => undefined);
    await once(socket, "connect");
    return socket;
  };
  const first = await idle();
  await Client.connect(server.url);
  const third = await idle();
  await once(third, "close");
  const elsewhere = connect({ port: server.port, host: "127.0.0.1", localAddress: "127.0.0.2" });
  elsewhere.write(upgradeRequest());
  await once(elsewhere, "data");
  first.destroy();
  await until(() => server.sockets[0]?.destroyed === true);
  const fourth = await idle();
  fourth.write(upgradeRequest());
  await once(fourth, "data");
});

test("socketsPerAddress does not apply to a trusted proxy, nor with limits off", async () => {
  for (const options of [{ trustProxy: ["loopback"] }, { limitsOn: false }]) {
    await using server = await TestServer.start({ ...options, bounds: { socketsPerAddress: 1 } });
    await Client.connect(server.url);
    await Client.connect(server.url);
  }
});

test("allowed-origins: a page of another origin is answered 403; what names no origin is no page", async () => {
  await using server = await TestServer.start({ allowedOrigins: ["https://chat.example"] });
  await Client.connect(server.url, { origin: "https://chat.example" });
  await Client.connect(server.url);
  for (const origin of ["https://evil.example", "http://chat.example", "https://chat.example.evil.example", "null"]) {
    const answer = await refusal(server.url, { origin });
    assert.deepEqual([answer.status, answer.body], [403, { error: "Forbidden", error_code: "ORIGIN_NOT_ALLOWED" }], origin);
  }
  await using open = await TestServer.start();
  await Client.connect(open.url, { origin: "https://evil.example" });
});

test("allowed-origins: the server's own page always may connect: behind a proxy it is the public URL's", async () => {
  await using server = await TestServer.start({
    allowedOrigins: ["https://other.example"],
    publicUrl: "https://chat.example/below",
  });
  await Client.connect(server.url, { origin: "https://chat.example" });
  await Client.connect(server.url, { origin: "https://other.example" });
  for (const origin of ["https://evil.example", "http://chat.example", `http://127.0.0.1:${server.port}`])
    assert.equal((await refusal(server.url, { origin })).status, 403, origin);
});

test("allowed-origins: without a public URL it is the page of the address that is asked, but of no name that could be made to lead here", async () => {
  await using server = await TestServer.start({ allowedOrigins: ["https://other.example"] });
  const at = (name: string) => ({ origin: `http://${name}`, headers: { host: name } });
  for (const name of [`127.0.0.1:${server.port}`, `localhost:${server.port}`, `[::1]:${server.port}`, "192.0.2.7"])
    await Client.connect(server.url, at(name));
  for (const options of [
    at(`rebound.example:${server.port}`),
    { origin: `http://127.0.0.1:${server.port + 1}` },
    { origin: "http://localhost", headers: { host: `localhost:${server.port}` } },
    { origin: "null" },
  ])
    assert.equal((await refusal(server.url, options)).status, 403, options.origin);
});

test("no log line holds the path of a refused upgrade: a client that spells its query wrong has its token there", async () => {
  await using server = await TestServer.start();
  for (const path of ["/talk%3ftoken=secret", "/talk;token=secret", "/secret"]) {
    await refusal(`ws://127.0.0.1:${server.port}${path}`);
  }
  assert.equal(server.log.lines.filter(({ message }) => message === "upgrade refused").length, 3);
  assert.doesNotMatch(JSON.stringify(server.log.lines), /secret/);
});

test("with limits off connectionsPerAddress does not apply, connections does", async () => {
  await using server = await TestServer.start({ bounds: { connections: 3, connectionsPerAddress: 1 }, limitsOn: false });
  for (let count = 0; count < 3; count++) await Client.connect(server.url);
  assert.equal((await refusal(server.url)).status, 503);
});

test("X-Forwarded-For counts from a trusted proxy only, and only as far as trusted proxies wrote it", async () => {
  const forwarded = { headers: { "x-forwarded-for": "203.0.113.9, 192.0.2.7, 10.0.0.1" } };
  const cases: [trustProxy: string[], address: string][] = [
    [[], "127.0.0.1"],
    [["10.0.0.0/8"], "127.0.0.1"],
    [["loopback"], "10.0.0.1"],
    [["loopback", "10.0.0.0/8"], "192.0.2.7"],
  ];
  for (const [trustProxy, address] of cases) {
    await using server = await TestServer.start({ trustProxy });
    await Client.connect(server.url, forwarded);
    assert.equal(server.links[0]?.address, address);
  }
});

test("what a trusted proxy forwards is taken only when it is an address; IPv4 in IPv6 is IPv4", async () => {
  await using server = await TestServer.start({ trustProxy: ["loopback"] });
  const forwarded = ["unknown", "::ffff:192.0.2.5", "2001:db8::1", ""];
  for (const value of forwarded) await Client.connect(server.url, { headers: { "x-forwarded-for": value } });
  assert.deepEqual(
    server.links.map((link) => link.address),
    ["127.0.0.1", "192.0.2.5", "2001:db8::1", "127.0.0.1"],
  );
});

test("two mounts at one place are a mistake of the operator", async () => {
  await assert.rejects(TestServer.start({ alsoAt: ["/talk/"] }), /two mounts/);
});
