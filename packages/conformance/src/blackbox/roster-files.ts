/** Files of the `roster` protocol: protocols/roster.md (`fileMessage`), and PROTOCOLS.md for how they are kept and served. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, it } from "node:test";
import { call, get } from "../clients/http.ts";
import { cannotTestRates, type Deployment, uniqueText } from "../deployment.ts";
import type { RosterPlace } from "./roster-init.ts";

const mebibyte = 1024 * 1024;
const png = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYGBgAAAABQABpfZFQAAAAABJRU5ErkJggg==",
  "base64",
);

export function rosterFilesSuite(place: RosterPlace): void {
  describe("roster: files", { concurrency: 2 }, () => {
    announcing(place);
    serving(place);
    refusing(place);
    bounds(place);
    fileRate(place);
  });
}

/** The path of a file's link; the host in it is the deployment's public one, which need not be the one we test. */
const pathOf = (url: string | undefined) => new URL(url ?? "").pathname;
const download = (deployment: Deployment, url: string | undefined) => get(deployment, pathOf(url));

function announcing({ deployment, join }: RosterPlace): void {
  it("a file is announced as a `message`: a readable line with the link, and `file: {name, type, size, url}`", async () => {
    const [alice, bob] = [await join("alice"), await join("bob")];
    await using sender = alice.client;
    await using other = bob.client;
    const name = `${uniqueText("report")}.pdf`;
    const bytes = randomBytes(3_000);
    sender.sendFile(bytes, name, "application/pdf");
    const echo = await sender.fileMessage(name);
    const { file, ...rest } = echo;
    assert.deepEqual(rest, {
      type: "message",
      id: echo.id,
      sender: alice.username,
      content: echo.content,
      timestamp: echo.timestamp,
    });
    assert.deepEqual(file, { name, type: "application/pdf", size: 3_000, url: file?.url });
    assert.ok(echo.content.includes(name) && echo.content.includes(file?.url ?? "-"), echo.content);
    assert.match(pathOf(file?.url), /^\/files\/[^/]+\/[^/]+$/);
    assert.deepEqual(await other.fileMessage(name), echo);
    const answer = await download(deployment, file?.url);
    assert.equal(answer.status, 200);
    assert.ok(answer.bytes.equals(bytes), "byte for byte");
  });
}

function serving({ deployment, join }: RosterPlace): void {
  it("served harmless: nosniff, sandboxed, attachment unless a safe image", async () => {
    const { client } = await join("alice");
    await using alice = client;
    const script = Buffer.from("<script>alert(1)</script>");
    const samples: readonly (readonly [string, string, Buffer, boolean])[] = [
      ["page.html", "text/html", script, false],
      ["image.svg", "image/svg+xml", script, false],
      ["page.xhtml", "application/xhtml+xml", script, false],
      ["lie.png", "text/html; charset=utf-7", script, false],
      ["pixel.png", "image/png", png, true],
    ];
    for (const [stem, type, bytes, isSafeImage] of samples) {
      const name = `${uniqueText("f").replace(" ", "-")}-${stem}`;
      alice.sendFile(bytes, name, type);
      const answer = await download(deployment, (await alice.fileMessage(name)).file?.url);
      assert.equal(answer.headers["x-content-type-options"], "nosniff");
      assert.match(String(answer.headers["content-security-policy"]), /\bsandbox\b/);
      const disposition = String(answer.headers["content-disposition"] ?? "inline");
      if (isSafeImage) assert.match(disposition, /^inline\b/);
      else assert.match(disposition, /^attachment\b/, `${type}: ${disposition}`);
      assert.ok(answer.bytes.equals(bytes));
    }
  });

  it("names of any Unicode, paths and header tricks are kept as the name and change nothing else", async () => {
    const { client } = await join("alice");
    await using alice = client;
    for (const stem of [
      "../../etc/passwd",
      "naïve 日本.txt",
      'quo"te.txt',
      "semi;colon=1.txt",
      "a\\b.txt",
      "100%25.txt",
      "?query#hash",
    ]) {
      const name = `${uniqueText("n")} ${stem}`;
      alice.sendFile(Buffer.from("hello"), name, "text/plain");
      const message = await alice.fileMessage(name);
      const answer = await download(deployment, message.file?.url);
      assert.equal(answer.status, 200, message.file?.url ?? "");
      assert.equal(answer.text, "hello");
    }
  });

  it("a file that is not there, and anything but reading: 404 and 4xx", async () => {
    for (const path of ["/files/none/x.txt", "/files/..%2f..%2fetc%2fpasswd/x", "/files/%00/x", "/files/"]) {
      const { status } = await get(deployment, path);
      assert.ok(status === 404 || status === 400, `${path}: ${status}`);
    }
    const { status } = await call(deployment, "DELETE", "/files/none/x.txt");
    assert.ok(status === 404 || status === 405);
  });
}

function refusing({ join }: RosterPlace): void {
  it("bad base64, a size that does not match, a missing name or type: `INVALID_FILE`", async () => {
    const { client } = await join("alice");
    await using alice = client;
    const good = { name: "a.txt", type: "text/plain", size: 5, data: Buffer.from("hello").toString("base64") };
    const { name: _, ...nameless } = good;
    const { type: __, ...typeless } = good;
    const bad = [
      undefined,
      null,
      "text",
      [],
      {},
      nameless,
      typeless,
      { ...good, name: "" },
      { ...good, type: "" },
      { ...good, name: 7 },
      { ...good, type: 7 },
      { ...good, size: 4 },
      { ...good, size: 6 },
      { ...good, size: 0, data: "" },
      { ...good, size: -5 },
      { ...good, size: 5.5 },
      { ...good, size: "5" },
      { ...good, data: "aGVsbG8" },
      { ...good, data: "aGVsbG8=aGVsbG8=" },
      { ...good, data: "aGVs bG8=" },
      { ...good, data: "!GVsbG8=" },
      { ...good, data: 7 },
      { ...good, name: "x".repeat(256) },
      { ...good, type: `text/${"x".repeat(123)}` },
    ];
    for (const file of bad) {
      alice.send({ type: "file", file });
      assert.equal(await alice.error(), "INVALID_FILE", JSON.stringify(file)?.slice(0, 100));
    }
    const name = `${uniqueText("good")}.txt`;
    alice.send({ type: "file", file: { ...good, name } });
    await alice.fileMessage(name);
  });
}

function bounds({ deployment, join }: RosterPlace): void {
  it("20 MiB are accepted and come back; a byte more is `FILE_TOO_LARGE`; a frame of 28 MiB is taken, one past it closed with 1009 (bounds: fileBytes, fileFrameBytes)", async () => {
    const { client } = await join("alice");
    await using alice = client;
    const most = randomBytes(20 * mebibyte);
    const name = `${uniqueText("big")}.bin`;
    alice.sendFile(most, name, "application/octet-stream");
    const { file } = await alice.fileMessage(name, 30_000);
    assert.ok((await download(deployment, file?.url)).bytes.equals(most));
    alice.sendFile(Buffer.alloc(20 * mebibyte + 1), "too-big.bin", "application/octet-stream");
    assert.equal((await alice.next("an error", (frame) => frame.type === "error", 30_000)).type, "error");
    const last = alice.frames.at(-1);
    assert.equal(last?.type === "error" && last.code, "FILE_TOO_LARGE");
    alice.sendText(" ".repeat(28 * mebibyte));
    await alice.until("INVALID_JSON", (frames) => JSON.stringify(frames.at(-1)).includes("INVALID_JSON"), 30_000);
    alice.sendText(" ".repeat(28 * mebibyte + 1));
    assert.equal((await alice.closing(30_000)).code, 1009);
  });
}

function fileRate({ deployment, join }: RosterPlace): void {
  it("30 files a minute per user; the 31st is `RATE_LIMITED` (bounds: filesPerMinute)", {
    skip: cannotTestRates(deployment),
  }, async () => {
    const { client } = await join("alice");
    await using alice = client;
    const stem = uniqueText("file");
    for (let n = 0; n < 31; n++) alice.sendFile(Buffer.from(`${stem} ${n}`), `${stem} ${n}`, "text/plain");
    assert.equal(await alice.error(), "RATE_LIMITED");
    const seen = alice.frames.filter((frame) => frame.type === "message" && frame.file?.name.startsWith(stem));
    assert.equal(seen.length, 30);
  });
}
