import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, createServer, type Server } from "node:net";
import { describe, test } from "node:test";
import { startBalancer } from "./balancer.ts";

/** Answers who asked, and its own name, once the client has said all. */
async function named(name: string): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.resume();
    socket.on("end", () => socket.end(`${name} ${socket.remoteAddress}`));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return { server, port: typeof address === "object" && address !== null ? address.port : 0 };
}

async function asked(port: number, from: string): Promise<string> {
  const socket = connect({ host: "127.0.0.1", port, localAddress: from });
  socket.end("who?");
  let answer = "";
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}

describe("balancer of tests", () => {
  test("connections go to one node after another, from the client's own address", async () => {
    const nodes = [await named("a"), await named("b")] as const;
    await using balancer = await startBalancer();
    balancer.spreadOver(nodes.map(({ port }) => port));
    const answers = [];
    for (const from of ["127.0.0.5", "127.0.0.6", "127.0.0.7"]) answers.push(await asked(balancer.port, from));
    assert.deepEqual(answers, ["a 127.0.0.5", "b 127.0.0.6", "a 127.0.0.7"]);
    assert.deepEqual(balancer.given, [2, 1]);
    for (const { server } of nodes) server.close();
  });

  test("without nodes, or with one that does not listen, a client is cut", async () => {
    const gone = await named("gone");
    gone.server.close();
    await once(gone.server, "close");
    await using balancer = await startBalancer();
    for (const ports of [[], [gone.port]]) {
      balancer.spreadOver(ports);
      const socket = connect({ host: "127.0.0.1", port: balancer.port });
      socket.on("error", () => undefined);
      await once(socket, "close");
    }
  });
});
