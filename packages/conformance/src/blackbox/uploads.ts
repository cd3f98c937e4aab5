/** Black-box suite of files by HTTP: README of dialects/zo ("Files"), with messages of the native protocol and what others see of them. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import { type Account, newAccount } from "../accounts.ts";
import { call, get, post } from "../clients/http.ts";
import { NativeClient } from "../clients/native.ts";
import { RosterClient } from "../clients/roster.ts";
import { download, tryUpload, until, upload } from "../clients/uploads.ts";
import { type Deployment, mountsOf, uniqueText } from "../deployment.ts";
import { lounge } from "./direct-room.ts";
import { everyone } from "./everyone.ts";
import { blackPng, exifWords, lookIntoWebp, turnedJpeg } from "./pictures.ts";

export function uploadsSuite(deployment: Deployment): void {
  describe("uploads", { concurrency: 2 }, () => {
    taking(deployment);
    refusing(deployment);
    pictures(deployment);
    attaching(deployment);
  });
  describe("uploads: one world", () => acrossProtocols(deployment));
}

const as = (deployment: Deployment, { token }: Account): NativeClient => new NativeClient(mountsOf(deployment).zo, { token });
const codeOf = ({ text }: { readonly text: string }): string => (JSON.parse(text) as { readonly error_code: string }).error_code;

function taking(deployment: Deployment): void {
  it("a file comes back byte for byte by its link, to anybody who has it, as harmless as any", async () => {
    const alice = await newAccount(deployment, "alice");
    const bytes = randomBytes(3_000_000);
    const file = await upload(deployment, alice, bytes, { name: "naïve 日本 +.bin", type: "text/html; charset=utf-8" });
    assert.deepEqual(
      { ...file, id: "", url: "" },
      { id: "", name: "naïve 日本 +.bin", type: "text/html", sizeBytes: 3_000_000, url: "" },
    );
    const answer = await download(deployment, file.url);
    assert.equal(answer.status, 200);
    assert.ok(answer.bytes.equals(bytes));
    assert.match(String(answer.headers["content-disposition"]), /^attachment\b/);
    assert.equal(answer.headers["content-type"], "application/octet-stream");
    assert.equal(answer.headers["x-content-type-options"], "nosniff");
    assert.match(String(answer.headers["content-security-policy"]), /\bsandbox\b/);
  });

  it("the same bytes twice are two files; names of any Unicode, paths and header tricks are kept as the name", async () => {
    const alice = await newAccount(deployment, "alice");
    const ids = new Set<string>();
    for (const name of [
      "../../etc/passwd",
      'quo"te;x=1.txt',
      "a\\b",
      "100%25",
      "?q#h",
      "a\r\nX-Evil: 1",
      "..",
      "x".repeat(255),
      "😀".repeat(255),
    ]) {
      const file = await upload(deployment, alice, Buffer.from("hello"), { name, type: "text/plain" });
      assert.equal(file.name, name);
      const answer = await download(deployment, file.url);
      assert.deepEqual([answer.status, answer.text, answer.headers["x-evil"]], [200, "hello", undefined], name);
      ids.add(file.id);
    }
    assert.equal(ids.size, 9);
  });
}

function refusing(deployment: Deployment): void {
  it("no token, a wrong one, no name, a form, nothing at all: refused in the house form", async () => {
    const { token } = await newAccount(deployment, "alice");
    const body = Buffer.from("hello");
    const plain = { "content-type": "text/plain" };
    const cases = [
      ["401 AUTH_TOKEN_MISSING", post(deployment, "/files?name=a", { body, headers: plain })],
      ["401 AUTH_TOKEN_INVALID", tryUpload(deployment, "nonsense", body, { name: "a" })],
      ["400 FILE_INVALID", post(deployment, "/files", { token, body, headers: plain })],
      ["400 FILE_INVALID", tryUpload(deployment, token, body, { name: "x".repeat(256) })],
      ["400 FILE_INVALID", tryUpload(deployment, token, body, { name: "a", type: "multipart/form-data; boundary=b" })],
      ["400 FILE_INVALID", tryUpload(deployment, token, Buffer.alloc(0), { name: "a" })],
      ["400 FILE_INVALID", tryUpload(deployment, token, body, { name: "a", type: `text/${"x".repeat(123)}` })],
      ["405 METHOD_NOT_ALLOWED", get(deployment, "/files?name=a")],
    ] as const;
    for (const [expected, answering] of cases) {
      const answer = await answering;
      assert.equal(`${answer.status} ${codeOf(answer)}`, expected);
    }
    const preflight = await call(deployment, "OPTIONS", "/files?name=a", {
      headers: { origin: "https://elsewhere.example", "access-control-request-method": "POST" },
    });
    assert.equal(preflight.status, 204);
    assert.match(String(preflight.headers["access-control-allow-methods"]), /\bPOST\b/);
  });

  it("a declared length over 100 MiB is refused before a byte of it is sent (bounds: uploadBytes)", async () => {
    const { token } = await newAccount(deployment, "alice");
    const headers = { "content-type": "text/plain", "content-length": String(100 * 1024 * 1024 + 1), expect: "100-continue" };
    const answer = await call(deployment, "POST", "/files?name=a", { token, headers });
    assert.deepEqual([answer.status, codeOf(answer)], [413, "FILE_TOO_LARGE"]);
  });
}

function pictures(deployment: Deployment): void {
  it("an image's dimensions are those it is shown in; its preview is a WebP that tells no place and no camera", async () => {
    const alice = await newAccount(deployment, "alice");
    const { image, url } = await upload(deployment, alice, turnedJpeg, { name: "cat.jpg", type: "image/jpeg" });
    assert.deepEqual([image?.width, image?.height], [32, 64]);
    const preview = await download(deployment, image?.previewUrl ?? "");
    assert.deepEqual([preview.status, preview.headers["content-type"]], [200, "image/webp"]);
    assert.deepEqual(lookIntoWebp(preview.bytes), { chunks: ["VP8 "], width: 32, height: 64 });
    for (const word of exifWords) assert.ok(!preview.bytes.includes(word), word);
    assert.match(String(preview.headers["content-security-policy"]), /\bsandbox\b/);
    assert.ok((await download(deployment, url)).bytes.equals(turnedJpeg), "the file itself is as it was sent");
  });

  it("a large image has a small preview; one called something else by its name is what its first bytes say", async () => {
    const alice = await newAccount(deployment, "alice");
    const file = await upload(deployment, alice, blackPng(3_000, 1_500), { name: "wide.jpg", type: "image/jpeg" });
    assert.equal(file.type, "image/png");
    const preview = await download(deployment, file.image?.previewUrl ?? "");
    const { width, height } = lookIntoWebp(preview.bytes);
    assert.deepEqual([file.image?.width, file.image?.height, width, height], [3_000, 1_500, 640, 320]);
  });

  it("a decompression bomb, half an image and no image at all are files like any other, at once", async () => {
    const alice = await newAccount(deployment, "alice");
    const bomb = blackPng(20_000, 20_000);
    const cases = [
      ["image/png", "image/png", bomb],
      ["image/png", "image/png", blackPng(100, 100).subarray(0, 60)],
      ["image/png", "application/octet-stream", Buffer.from("<script>alert(1)</script>")],
      ["image/svg+xml", "image/svg+xml", Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>")],
    ] as const;
    const startedAt = performance.now();
    for (const [declared, type, bytes] of cases) {
      const file = await upload(deployment, alice, bytes, { name: "x.png", type: declared });
      assert.deepEqual([file.type, file.image], [type, undefined]);
      assert.ok((await download(deployment, file.url)).bytes.equals(bytes));
    }
    assert.ok(performance.now() - startedAt < 5_000);
  });
}

function attaching(deployment: Deployment): void {
  it("a message carries the file with all that is known of it; a send repeated with its key is the same message", async () => {
    const alice = await newAccount(deployment, "alice");
    await using client = as(deployment, alice);
    await client.call.sync.start();
    const file = await upload(deployment, alice, turnedJpeg, { name: "cat.jpg", type: "image/jpeg" });
    const { room } = await client.call.rooms.create({ kind: "private", name: "Photos" });
    const send = { roomId: room.id, text: "", fileId: file.id, clientKey: uniqueText("key") };
    const { message } = await client.call.messages.send(send);
    assert.deepEqual([message.text, message.file], ["", file]);
    assert.deepEqual((await client.call.messages.send(send)).message, message);
    const event = await client.tells("the file", ({ type }) => type === "posted");
    assert.deepEqual(event.type === "posted" && event.message, message);
    assert.deepEqual((await client.call.messages.page({ roomId: room.id })).messages, [message]);
  });

  it("only one's own file, and one message for each: somebody else's is not there (I5), a second message is refused", async () => {
    const [alice, bob] = [await newAccount(deployment, "alice"), await newAccount(deployment, "bob")];
    await using author = as(deployment, alice);
    await using thief = as(deployment, bob);
    const { id: fileId } = await upload(deployment, alice, randomBytes(100), { name: "a" });
    const send = { roomId: lounge, text: uniqueText("mine") };
    const refused = async (sending: Promise<unknown>) =>
      sending.then(
        () => "sent",
        (error: { readonly code: string; readonly data?: { readonly reason: string } }) => `${error.code} ${error.data?.reason}`,
      );
    const unknown = await refused(thief.call.messages.send({ ...send, fileId: "AAAAAAAAAAAAAAAAAAAAAA" }));
    assert.equal(unknown, "not_found not_found");
    assert.equal(await refused(thief.call.messages.send({ ...send, fileId })), unknown);
    for (const odd of ["", "..", "x".repeat(1_000), "\0"])
      assert.equal(await refused(thief.call.messages.send({ ...send, fileId: odd })), unknown);
    const { message } = await author.call.messages.send({ ...send, fileId });
    assert.equal(await refused(author.call.messages.send({ ...send, fileId })), "bad_request bad_request");
    assert.equal(await refused(thief.call.messages.send({ ...send, fileId })), unknown);
    await author.call.messages.delete({ messageId: message.id });
    assert.equal(await refused(author.call.messages.send({ ...send, fileId })), unknown);
  });

  it("a deleted message's file and its preview answer nothing at once", async () => {
    const alice = await newAccount(deployment, "alice");
    await using client = as(deployment, alice);
    const { id: fileId, url, image } = await upload(deployment, alice, turnedJpeg, { name: "a.jpg", type: "image/jpeg" });
    const { message } = await client.call.messages.send({ roomId: lounge, text: "", fileId });
    const links = [url, image?.previewUrl ?? ""];
    for (const link of links) assert.equal((await download(deployment, link)).status, 200);
    await client.call.messages.delete({ messageId: message.id });
    for (const link of links) assert.equal((await download(deployment, link)).status, 404);
  });
}

function acrossProtocols(deployment: Deployment): void {
  it("an uploaded file is a line with its link where files are not known, and a file on roster and zo", async () => {
    const alice = await newAccount(deployment, "alice");
    await using client = as(deployment, alice);
    await using world = await everyone(deployment);
    const text = uniqueText("look");
    const bytes = randomBytes(2_048);
    const file = await upload(deployment, alice, bytes, { name: `${uniqueText("report")}.pdf`, type: "application/pdf" });
    await client.call.messages.send({ roomId: lounge, text, fileId: file.id });
    const line = `${file.name} (2 KB) ${file.url}`;
    for (const reader of world.all) {
      const shown = reader.protocol === "zo" ? text : `${text}\n${line}`;
      await reader.sees(shown);
    }
    const roster = world.roster.connection;
    assert.ok(roster instanceof RosterClient);
    const { file: facts } = await roster.fileMessage(file.name);
    assert.deepEqual(facts, { name: file.name, type: file.type, size: 2_048, url: file.url });
    await until("zo has shown the file", () => world.zo.everything().includes(file.url));
    assert.ok((await download(deployment, file.url)).bytes.equals(bytes));
  });
}
