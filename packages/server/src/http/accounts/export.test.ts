import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { loungeId } from "../../ports/model.ts";
import { ask } from "../testing/ask.ts";
import { serve } from "../testing/serve.ts";

const many = z.array(z.looseObject({}));
const document = z.strictObject({
  format: z.literal("parlance account export"),
  version: z.literal(1),
  account: z.strictObject({
    id: z.string(),
    name: z.string(),
    displayName: z.string().nullable(),
    email: z.string().nullable(),
    about: z.string().nullable(),
    avatar: z.looseObject({ url: z.url() }).nullable(),
    createdAt: z.int(),
  }),
  sessions: many,
  blocks: z.array(z.string()),
  rooms: many,
  messages: many,
});

test("the export is one document of all that is kept of the account, for download, and of nothing else", async () => {
  await using served = await serve({ bounds: { pageSize: 2, exportScan: 3, roomsPerPage: 1 } });
  const { accounts, messages, rooms, files, account } = served.chat;
  const up = { password: "correct horse", address: "192.0.2.7" };
  const alice = await accounts.register({ ...up, name: "alice", email: "alice@example.com", label: "phone" });
  const bob = await accounts.register({ ...up, name: "bob" });
  await account.setProfile(alice.user, { about: "me", displayName: "Queen" });
  const secret = await rooms.create(alice.user, { kind: "private", name: "secret" });
  const direct = await rooms.openDirect(alice.user, bob.user.id);
  const file = await files.save({ bytes: Uint8Array.of(1), name: "a.txt", type: "text/plain", owner: alice.user, address: "a" });
  for (let n = 0; n < 5; n += 1) {
    await messages.post({ roomId: loungeId, author: alice.user, text: `text ${n}` });
    await messages.post({ roomId: loungeId, author: bob.user, text: "bob's" });
  }
  const post = await messages.post({ roomId: direct.id, author: alice.user, text: "first", fileId: file.id });
  await messages.edit({ messageId: post.id, by: alice.user, text: "second" });
  const gone = await messages.post({ roomId: secret.id, author: alice.user, text: "taken back" });
  await messages.delete({ messageId: gone.id, by: alice.user });

  await served.chat.personal.mute(alice.user, secret.id, Number.MAX_SAFE_INTEGER);
  await served.chat.personal.block(alice.user, bob.user.id);

  const answer = await ask(served.url, "/account/export", { token: alice.token });
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.headers["content-disposition"], 'attachment; filename="parlance-account.json"');
  const kept = document.parse(answer.json);
  const { name, displayName, email, about } = kept.account;
  assert.deepEqual([name, displayName, email, about], ["alice", "Queen", "alice@example.com", "me"]);
  assert.deepEqual(
    kept.sessions.map(({ label }) => label),
    ["phone"],
  );
  const byId = new Map(kept.rooms.map((room) => [room["id"], room]));
  assert.deepEqual([byId.size, byId.get(secret.id)?.["role"], byId.get(loungeId)?.["role"]], [3, "owner", "member"]);
  assert.deepEqual(kept.blocks, [bob.user.id]);
  assert.deepEqual(
    [secret.id, direct.id].map((id) => byId.get(id)?.["mutedUntil"]),
    [Number.MAX_SAFE_INTEGER, null],
  );
  const partners = byId.get(direct.id)?.["with"] as readonly { readonly name: string }[];
  assert.deepEqual(partners.map((one) => one.name).sort(), ["alice", "bob"]);
  assert.deepEqual(
    kept.messages.map(({ text }) => text),
    ["text 0", "text 1", "text 2", "text 3", "text 4", "second"],
  );
  const last = kept.messages.at(-1) as { file: { url: string }; versions: readonly { text: string }[] };
  assert.equal(last.file.url, files.linkOf(file));
  assert.deepEqual(
    last.versions.map(({ text }) => text),
    ["first", "second"],
  );
  for (const foreign of ["bob's", "taken back"]) assert.ok(!answer.text.includes(foreign));
});

test("only its owner gets an export; the next may begin when it was read, or given up", async () => {
  await using served = await serve({ bounds: { exportsPerMinute: 3 } });
  const alice = await served.chat.accounts.register({ name: "alice", password: "correct horse", address: "192.0.2.7" });
  assert.equal((await ask(served.url, "/account/export")).status, 401);
  const statuses = [];
  for (let n = 0; n < 4; n += 1) {
    statuses.push((await ask(served.url, "/account/export", { token: alice.token })).status);
  }
  assert.deepEqual(statuses, [200, 200, 200, 429]);
  served.clock.advance(60_001);
  const control = new AbortController();
  const headers = { authorization: `Bearer ${alice.token}` };
  const given = await fetch(`${served.url}/account/export`, { headers, signal: control.signal });
  control.abort();
  await given.text().catch(() => undefined);
  for (let n = 0; n < 100 && (await ask(served.url, "/account/export", { token: alice.token })).status !== 200; n += 1) {
    served.clock.advance(60_001);
  }
  served.clock.advance(60_001);
  assert.equal((await ask(served.url, "/account/export", { token: alice.token })).status, 200);
});
