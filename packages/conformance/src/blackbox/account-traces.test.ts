/** What is left of a deleted account on the disk: looked for in the raw bytes of the data folder, after a kill in the midst and a stop. */
import assert from "node:assert/strict";
import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { it } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { signedAnswer, testPassword } from "../accounts.ts";
import { post } from "../clients/http.ts";
import { ZoClient } from "../clients/zo.ts";
import { type Deployment, mountsOf, uniqueText } from "../deployment.ts";
import { ServerProcess, temporaryFolder } from "../server-process.ts";
import { deletedName } from "./account-life.ts";

/** Told apart from everything else that is on the disk. */
const [name, email, secret] = ["Xanthippe77", "Xanthippe77@traces.example", "Xq7-secret"];

const texts = (client: ZoClient) =>
  client.client.call.lounge.history({ limit: 100 }).then(({ messages }) => messages.map(({ text }) => text));

it("of a deleted account that erases, neither name, address, label nor texts are in any file, though the server was killed meanwhile", async () => {
  await using folder = await temporaryFolder("traces");
  // Slow enough to be killed in the midst of it.
  const bounds = { erasedAtOnce: 5, erasureGapMs: 200 };
  await using first = await ServerProcess.start(folder.path, { limits: "off", bounds });
  const json = { username: name, password: testPassword, email };
  const up = await post(first.deployment, "/auth/register", { json, headers: { "user-agent": `${secret} phone` } });
  const { auth_token: token } = signedAnswer.parse(JSON.parse(up.text));
  const other = await post(first.deployment, "/auth/register", { json: { username: "Yorick", password: testPassword } });
  const { auth_token: yorick } = signedAnswer.parse(JSON.parse(other.text));
  const zo = (deployment: Deployment, as: string) => new ZoClient(mountsOf(deployment).zo, { token: as }).opened();

  await using witness = await zo(first.deployment, yorick);
  await using client = await zo(first.deployment, token);
  const { call, send } = client.client;
  await call.account.setProfile({ displayName: `${name} shown`, about: `${secret} about` });
  const group = await call.rooms.create({ kind: "private", name: "kept group" });
  assert.equal(group.room.name, "kept group");
  for (let n = 0; n < 40; n += 1) send.lounge.send({ text: `${secret} ${n} ${"long ".repeat(n * 20)}` });
  send.chat.private({ targetUserId: "Yorick", message: `${secret} private` });
  await witness.hears("onPrivate", `${secret} private`);
  const kept = uniqueText("kept");
  witness.client.send.lounge.send({ text: kept });
  await witness.hears("onMessage", kept);
  await call.account.delete({ password: testPassword, messages: "erase" });
  await client.until(() => client.closes.length === 1);
  await first.kill();

  await using second = await ServerProcess.start(folder.path, { limits: "off", bounds });
  await using after = await zo(second.deployment, yorick);
  assert.ok(
    (await texts(after)).some((text) => text.includes(secret)),
    "the kill came in the midst of it",
  );
  const deadline = performance.now() + 30_000;
  while (!second.log.includes("nothing is left to do") && performance.now() < deadline) await delay(20);
  assert.ok((await texts(after)).includes(kept));
  await second.stop();

  const files = globSync("**/*", { cwd: second.dataFolder }).map((file) => join(second.dataFolder, file));
  const holding = (word: string) =>
    files.filter(
      (file) => statSync(file).isFile() && readFileSync(file).toString("latin1").toLowerCase().includes(word.toLowerCase()),
    );
  for (const word of [kept, "kept group", "Yorick", deletedName]) assert.equal(holding(word).length, 1, word);
  for (const word of [name, email, secret]) assert.deepEqual(holding(word), [], word);
});
