import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { WebSocket } from "ws";
import { keptLog } from "../core/testing/silence.ts";
import { type Config, readCommandLine } from "./config/read-config.ts";
import { StartError } from "./listen.ts";
import { startServer } from "./server.ts";

interface Folder extends Disposable {
  readonly path: string;
}

function temporaryFolder(): Folder {
  const path = mkdtempSync(join(tmpdir(), "parlance-app-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

function configFor(data: string, flags: readonly string[] = []): Config {
  const line = readCommandLine(["--port", "0", "--roster-port", "0", "--data", data, ...flags], {});
  return line.kind === "run" ? line.config : assert.fail();
}

describe("the server as a whole", () => {
  test("port 0 picks free ports, and everything that is announced is served there", async () => {
    using folder = temporaryFolder();
    const server = await startServer(configFor(folder.path), keptLog());
    try {
      assert.deepEqual(
        server.served.mounts.map(({ dialect, url }) => `${dialect} ${new URL(url).pathname}`),
        [
          "reactions /ws",
          "openchamp /ws",
          "reactions /reactions/ws",
          "openchamp /openchamp/ws",
          "rooms /chat/connect",
          "roster /",
          "roster /chat",
          "zo /zo",
        ],
      );
      for (const { dialect, url } of server.served.mounts) {
        const socket = new WebSocket(dialect === "zo" ? `${url}?name=somebody` : url);
        await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
        socket.terminate();
      }
      assert.equal((await fetch(`${server.served.http}/ready`)).status, 200);
    } finally {
      await server.stop();
    }
  });

  test("the page to open is told where there is a client, by its public URL", async () => {
    using folder = temporaryFolder();
    const web = join(folder.path, "client");
    const pageOf = async (...flags: string[]): Promise<string | null> => {
      const server = await startServer(configFor(join(folder.path, "data"), flags), keptLog());
      await server.stop();
      return server.served.page;
    };
    assert.equal(await pageOf("--web", web), null);
    assert.equal(await pageOf("--web", "off"), null);
    mkdirSync(web);
    writeFileSync(join(web, "index.html"), "<!doctype html>");
    assert.match((await pageOf("--web", web)) ?? "", /^http:\/\/127\.0\.0\.1:\d+\/$/);
    assert.equal(await pageOf("--web", web, "--public-url", "https://chat.example"), "https://chat.example/");
  });

  test("an Upgrade to anything but WebSocket is ignored, as RFC 9110 7.8 allows, and the request served", async () => {
    using folder = temporaryFolder();
    const server = await startServer(configFor(folder.path), keptLog());
    try {
      const { request } = await import("node:http");
      const status = await new Promise((resolve, reject) => {
        const headers = { connection: "Upgrade, HTTP2-Settings", upgrade: "h2c", "http2-settings": "" };
        const sent = request(`${server.served.http}/health`, { headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        sent.on("error", reject).end();
      });
      assert.equal(status, 200);
    } finally {
      await server.stop();
    }
  });

  test("a port in use is told by its number and setting, and leaves nothing open", async () => {
    using folder = temporaryFolder();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    try {
      await assert.rejects(startServer(configFor(folder.path, ["--roster-port", String(port)]), keptLog()), (error) => {
        assert.ok(error instanceof StartError);
        assert.match(error.message, new RegExp(`port ${port} \\(roster-port\\): another program uses it`));
        return true;
      });
      // The folder's lock is free again: the failed start closed its store.
      const server = await startServer(configFor(folder.path), keptLog());
      await server.stop();
    } finally {
      other.close();
    }
  });

  test("a mount of a dialect that does not exist names those that do", async () => {
    using folder = temporaryFolder();
    await assert.rejects(
      startServer(configFor(folder.path, ["--mounts", "irc@main:/irc"]), keptLog()),
      /no dialect irc; there are: reactions, openchamp, rooms, roster, shared-ws, zo/,
    );
    const server = await startServer(configFor(folder.path), keptLog());
    await server.stop();
  });

  test("stopping twice is stopping once", async () => {
    using folder = temporaryFolder();
    const server = await startServer(configFor(folder.path), keptLog());
    await Promise.all([server.stop(), server.stop()]);
    await assert.rejects(fetch(server.served.http));
  });
});
