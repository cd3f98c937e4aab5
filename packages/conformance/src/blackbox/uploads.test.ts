/** Files by HTTP against a server with small bounds, whose disk one may look at. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { newAccount } from "../accounts.ts";
import { NativeClient } from "../clients/native.ts";
import { beginUpload, download, tryUpload, until, upload } from "../clients/uploads.ts";
import { mountsOf } from "../deployment.ts";
import { ServerProcess, temporaryFolder } from "../server-process.ts";
import { lounge } from "./direct-room.ts";
import { join as joinAs } from "./everyone.ts";
import { turnedJpeg } from "./pictures.ts";

const folder = await temporaryFolder("uploads");
const bounds = {
  uploadBytes: 1_000_000,
  uploadStallMs: 400,
  uploadStallBytes: 100,
  httpRequestMs: 600,
  closeGraceMs: 500,
  fileSweepMs: 100,
  unattachedFilesMs: 4_000,
};
const server = await ServerProcess.start(folder.path, { bounds, fileTypes: "image/*,application/octet-stream" });
const { deployment } = server;
after(async () => {
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

const files = join(server.dataFolder, "files");
/** Names of all that is kept of files, whole and half. */
const onDisk = (): string[] =>
  readdirSync(files, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [entry.name] : []));

// One after the other: they look at one disk.
describe("uploads with small bounds (I8)", () => {
  it("uploadBytes bytes are taken; one more, of a length nobody declared, is 413 and leaves nothing", async () => {
    const alice = await newAccount(deployment, "alice");
    await upload(deployment, alice, Buffer.alloc(1_000_000), { name: "a" });
    await until("the first is gone", () => onDisk().length === 0);
    const { socket, answer } = await beginUpload(deployment, alice, ["Transfer-Encoding: chunked"]);
    socket.write(`${(1_000_001).toString(16)}\r\n`);
    socket.write(Buffer.alloc(1_000_001));
    // It is cut for good when it goes on for closeGraceMs.
    assert.match(await answer, /^HTTP\/1\.1 413 .*FILE_TOO_LARGE/s);
    assert.deepEqual(onDisk(), []);
  });

  it("an upload that breaks off in the middle leaves nothing", async () => {
    const alice = await newAccount(deployment, "alice");
    for (const headers of ["Content-Length: 900000", "Transfer-Encoding: chunked"]) {
      const { socket } = await beginUpload(deployment, alice, [headers]);
      socket.write(`dbba0\r\n`);
      socket.write(Buffer.alloc(400_000));
      await until("half of it is on the disk", () => onDisk().length === 1);
      socket.destroy();
      await until("it is gone", () => onDisk().length === 0);
    }
  });

  it("a slow upload takes its time, longer than any other request may; one that stalls is 408", async () => {
    const alice = await newAccount(deployment, "alice");
    const slow = await beginUpload(deployment, alice, ["Content-Length: 3000", "Connection: close"]);
    for (let n = 0; n < 15; n += 1) {
      await delay(100);
      slow.socket.write(Buffer.alloc(200, n));
    }
    assert.match(await slow.answer, /^HTTP\/1\.1 201 /);
    const stalled = await beginUpload(deployment, alice, ["Content-Length: 3000"]);
    stalled.socket.write(Buffer.alloc(2_000));
    assert.match(await stalled.answer, /^HTTP\/1\.1 408 .*REQUEST_TIMEOUT/s);
  });

  it("a client that waits for being told to go on is told", async () => {
    const alice = await newAccount(deployment, "alice");
    const { socket, answer } = await beginUpload(deployment, alice, [
      "Content-Length: 5",
      "Expect: 100-continue",
      "Connection: close",
    ]);
    const [first] = await once(socket, "data");
    assert.equal(String(first), "HTTP/1.1 100 Continue\r\n\r\n");
    socket.write("hello");
    assert.match(await answer, /HTTP\/1\.1 201 /);
  });

  it("file-types: what an operator did not let in is refused, by upload and on roster", async () => {
    const alice = await newAccount(deployment, "alice");
    const answer = await tryUpload(deployment, alice.token, Buffer.from("hello"), { name: "a.txt", type: "text/plain" });
    assert.match(`${answer.status} ${answer.text}`, /^400 .*FILE_INVALID/);
    await upload(deployment, alice, turnedJpeg, { name: "a.jpg", type: "image/jpeg" });
    await using roster = await joinAs(deployment, "roster");
    const { RosterClient } = await import("../clients/roster.ts");
    assert.ok(roster.connection instanceof RosterClient);
    roster.connection.sendFile(Buffer.from("hello"), "a.txt", "text/plain");
    assert.equal(await roster.connection.error(), "INVALID_FILE");
  });

  it("a deleted message's bytes leave the disk within fileSweepMs, those that another message needs when that goes, too", async () => {
    const alice = await newAccount(deployment, "alice");
    await using client = new NativeClient(mountsOf(deployment).zo, { token: alice.token });
    await until("the disk is empty", () => onDisk().length === 0);
    const messages = [];
    for (const name of ["a.jpg", "b.jpg"]) {
      const { id: fileId } = await upload(deployment, alice, turnedJpeg, { name, type: "image/jpeg" });
      messages.push((await client.call.messages.send({ roomId: lounge, text: "", fileId })).message);
    }
    const [first, second] = messages;
    assert.equal(onDisk().length, 2, "one copy, and its preview");
    await client.call.messages.delete({ messageId: first?.id ?? 0 });
    await delay(300);
    assert.equal((await download(deployment, second?.file?.url ?? "")).status, 200);
    await client.call.messages.delete({ messageId: second?.id ?? 0 });
    await until("the bytes are gone", () => onDisk().length === 0);
  });

  it("what nobody attached in unattachedFilesMs is gone; what was attached stays, and so over kill -9", async () => {
    const alice = await newAccount(deployment, "alice");
    await using place = await temporaryFolder("killed");
    const killed = await ServerProcess.start(place.path, { bounds });
    const bob = await newAccount(killed.deployment, "bob");
    const loose = await upload(deployment, alice, Buffer.from("loose"), { name: "a" });
    let attached: string;
    {
      await using client = new NativeClient(mountsOf(killed.deployment).zo, { token: bob.token });
      const file = await upload(killed.deployment, bob, turnedJpeg, { name: "a.jpg", type: "image/jpeg" });
      await client.call.messages.send({ roomId: lounge, text: "", fileId: file.id });
      attached = file.url;
      // Half a file of another, when the power goes.
      const { socket } = await beginUpload(killed.deployment, bob, ["Content-Length: 900000"]);
      socket.write(Buffer.alloc(400_000));
      await until("it is on the disk", () => readdirSync(join(killed.dataFolder, "files", "unfinished")).length === 1);
      await killed.kill();
    }
    await using again = await ServerProcess.start(place.path, { bounds });
    assert.deepEqual(readdirSync(join(again.dataFolder, "files", "unfinished")), []);
    assert.ok((await download(again.deployment, attached)).bytes.equals(turnedJpeg));
    await until("the loose file is gone", async () => (await download(deployment, loose.url)).status === 404);
    await until("its bytes are gone", () => onDisk().length === 0);
    assert.equal((await download(again.deployment, attached)).status, 200);
  });
});
