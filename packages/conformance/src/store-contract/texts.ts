import assert from "node:assert/strict";
import { test } from "node:test";
import type { StoreContractOptions } from "./world.ts";
import { worldFor } from "./world.ts";

const exact = {
  empty: "",
  NUL: "a\0b\0",
  "NUL alone": "\0",
  "control characters": `${Array.from({ length: 32 }, (_, code) => String.fromCharCode(code)).join("")}\u007f\u0085`,
  "byte order mark and non-characters": "\ufeffx\ufffe\uffff",
  "astral characters": "😀👩‍👩‍👧‍👦𝒳\u{10ffff}",
  "right to left and joiners": "\u202eabc\u2066\u200d",
  "decomposed, not composed": "e\u0301 é",
  "line ends and spaces": "  \r\n\n\t \u2028\u2029 ",
  "markup and quotes": `<script>alert("'")</script> -- ; DROP TABLE log; \\ %s ?1`,
  "U+FFFD itself": "\ufffd",
  long: "ü€😀".repeat(20_000),
};

export function textRules(options: StoreContractOptions): void {
  const world = worldFor(options);

  for (const [about, text] of Object.entries(exact)) {
    test(`text comes back exactly as it was given: ${about}`, async () => {
      const { store } = world();
      const author = { ...world().stranger(), name: text };
      const file = await world().file(author, { name: text, type: text });
      const message = await world().post(author, { text, file: file.id });
      assert.equal(message.text, text);
      const found = await store.findMessage(message.id);
      assert.deepEqual([found?.text, found?.author.name, found?.file], [text, text, file]);
      assert.deepEqual(found, message);
    });
  }

  test("lone surrogates become U+FFFD, pairs stay", async () => {
    const { store } = world();
    const given = "a\ud800b\udc00 \udc00\ud800 😀";
    const text = "a\ufffdb\ufffd \ufffd\ufffd 😀";
    const author = { ...world().stranger(), name: given };
    const { id } = await world().file(author, { name: given, type: given });
    const message = await world().post(author, { text: given, file: id });
    assert.deepEqual([message.text, message.author.name, message.file?.name], [text, text, text]);
    assert.deepEqual(await store.findMessage(message.id), message);
    const account = await world().account({ name: `${given}1` });
    assert.equal(account.name, `${text}1`);
    assert.deepEqual(await store.findUser(account.id), account);
    const reacted = await store.toggleReaction(world().newToggle(message, account, { emoji: given }));
    assert.ok(reacted.kind === "added");
    assert.equal(reacted.message.reactions[0]?.emoji, text);
    assert.deepEqual(await store.findMessage(message.id), reacted.message);
    assert.equal((await store.toggleReaction(world().newToggle(message, account, { emoji: text }))).kind, "removed");
  });

  test("texts that differ only after a NUL are different: keys, names, emoji", async () => {
    const { store } = world();
    const [a, b] = [await world().account({ name: "nul\0a" }), await world().account({ name: "nul\0b" })];
    assert.notEqual(a.id, b.id);
    await world().post(a, { clientKey: "key\0a" });
    assert.equal((await store.post(world().newPost(a, { clientKey: "key\0b" }))).kind, "posted");
    const message = await world().post(a);
    await store.toggleReaction(world().newToggle(message, a, { emoji: "x\0a" }));
    assert.equal((await store.toggleReaction(world().newToggle(message, a, { emoji: "x\0b" }))).kind, "added");
  });

  test("__proto__ and the like are names as any other", async () => {
    const { store } = world();
    for (const word of ["__proto__", "constructor", "toString"]) {
      assert.equal(await store.findUser(word), null);
      assert.equal(await store.findRoom(word), null);
      const user = await world().account({ id: word, name: word, nameKey: word });
      assert.deepEqual(await store.findUser(word), user);
      const message = await world().post(user, { text: word, clientKey: word });
      const reacted = await store.toggleReaction(world().newToggle(message, user, { emoji: word }));
      assert.ok(reacted.kind === "added");
      assert.deepEqual(reacted.message.reactions, [{ emoji: word, userIds: [word] }]);
    }
  });
}
