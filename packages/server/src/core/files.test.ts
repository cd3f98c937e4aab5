import assert from "node:assert/strict";
import { test } from "node:test";
import type { FileRef, Person } from "../ports/model.ts";
import { memoryChat } from "./testing/memory-chat.ts";

const owner: Person = { id: "guest_1", kind: "guest", name: "bob" };
const address = "192.0.2.1";
const bytes = Buffer.from("hello");
const ref = (name: string, sizeBytes = 24_576): FileRef => ({ id: "abc", name, type: "text/plain", sizeBytes, image: null });

test("a file comes back as it was given, under an id nobody can guess", async () => {
  await using at = await memoryChat();
  const { files } = at.chat;
  const first = await files.save({ bytes, name: "a.txt", type: "text/plain", owner, address });
  const second = await files.save({ bytes, name: "b.txt", type: "text/plain", owner, address });
  assert.match(first.id, /^[A-Za-z0-9_-]{22}$/);
  assert.notEqual(second.id, first.id);
  const opened = await files.open(first.id);
  assert.deepEqual([opened?.file.name, opened?.file.type, opened?.file.sizeBytes], ["a.txt", "text/plain", 5]);
  const content = await Array.fromAsync(opened?.content ?? []);
  assert.deepEqual(Buffer.concat(content), bytes);
});

test("any other id is no file", async () => {
  await using at = await memoryChat();
  for (const id of ["", "..", "a".repeat(22), "__proto__", "../../etc/passwd", "a".repeat(100_000)])
    assert.equal(await at.chat.files.open(id), null);
});

test("I8: a file has fileBytes bytes and not one more, its name fileNameChars, its type fileTypeChars characters", async () => {
  await using at = await memoryChat({ bounds: { fileBytes: 5, fileNameChars: 3, fileTypeChars: 3 } });
  const save = (change: { bytes?: Uint8Array; name?: string; type?: string }) =>
    at.chat.files.save({ bytes, name: "abc", type: "a/b", owner, address, ...change });
  await save({});
  await assert.rejects(save({ bytes: Buffer.from("hello!") }), { code: "file_too_large" });
  for (const change of [
    { bytes: Buffer.alloc(0) },
    { name: "abcd" },
    { name: "" },
    { name: "  " },
    { type: "a/bc" },
    { type: "" },
    { type: " " },
    { type: "a\r\n" },
    { type: "é" },
  ])
    await assert.rejects(save(change), { code: "file_invalid" }, JSON.stringify(change));
});

test("I8: filesPerMinute files of one user are taken; what is refused for its form does not count", async () => {
  await using at = await memoryChat({ bounds: { filesPerMinute: 2 } });
  const save = (name: string) => at.chat.files.save({ bytes, name, type: "a/b", owner, address });
  await assert.rejects(save(""), { code: "file_invalid" });
  await save("1");
  await save("2");
  await assert.rejects(save("3"), { code: "rate_limited" });
});

test("I8: filesPerAddressPerMinute files of one address are taken, whoever sends them; an IPv6 address counts as its /64", async () => {
  await using at = await memoryChat({ bounds: { filesPerAddressPerMinute: 2 } });
  const save = (id: string, from: string) =>
    at.chat.files.save({ bytes, name: "x", type: "a/b", owner: { ...owner, id: `guest_${id}` }, address: from });
  await save("1", "2001:db8::1");
  await save("2", "2001:db8::2");
  await assert.rejects(save("3", "2001:db8::3"), { code: "rate_limited" });
  await save("3", "2001:db8:0:1::3");
});

test("the line of a file is its name, its size and its link", async () => {
  await using at = await memoryChat();
  const { files } = at.chat;
  assert.equal(files.lineOf(ref("document.pdf")), "document.pdf (24 KB) http://chat.test/files/abc/document.pdf");
  for (const [size, printed] of [
    [1, "1 B"],
    [1_023, "1023 B"],
    [1_024, "1 KB"],
    [1_536, "1.5 KB"],
    [20 * 1_024 * 1_024, "20 MB"],
  ] as const) {
    assert.match(files.lineOf(ref("x", size)), new RegExp(`^x \\(${printed}\\) `));
  }
});

test("a name cannot reach out of its line or its link", async () => {
  await using at = await memoryChat();
  const { files } = at.chat;
  assert.equal(files.lineOf(ref("a\r\nb\u202egpj.exe\u0000\u2028")), "abgpj.exe (24 KB) http://chat.test/files/abc/abgpj.exe");
  assert.equal(files.linkOf(ref('../../x?y#z &"<>.png')), "http://chat.test/files/abc/..%2F..%2Fx%3Fy%23z%20%26%22%3C%3E.png");
  for (const name of ["..", ".", "\u202e..", "\u200b", "\ud800"])
    assert.equal(files.linkOf(ref(name)), "http://chat.test/files/abc/file");
});
