import assert from "node:assert/strict";
import { createServer } from "node:http";
import { test } from "node:test";
import { closeServer, listen } from "./listen.ts";

test("a connection that cannot be accepted is told of and ends nothing", async () => {
  const server = createServer();
  const missed: Error[] = [];
  await listen(server, { host: "127.0.0.1", port: 0, setting: "port", missed: (error) => missed.push(error) });
  // What Node does when accept fails, with no file descriptor left for example.
  const error = Object.assign(new Error("accept EMFILE"), { code: "EMFILE" });
  server.emit("error", error);
  server.emit("error", error);
  assert.deepEqual(missed, [error, error]);
  await closeServer(server);
});
