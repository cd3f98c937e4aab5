/** Black-box suite of the `openchamp` protocol: protocols/openchamp.md, and PROTOCOLS.md where the document is silent. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newAccount } from "../accounts.ts";
import { retrieve } from "../clients/rooms.ts";
import { type Deployment, uniqueName, uniqueText } from "../deployment.ts";
import { type OpenchampPlace, openchampAccountsSuite, openchampPlace } from "./openchamp-accounts.ts";
import { loneSurrogate, ways, wrongShapes } from "./samples.ts";

const badPayload = { type: "error", payload: { message: "Invalid message format", code: "INVALID_PAYLOAD" } };

export function openchampSuite(deployment: Deployment): void {
  const place = openchampPlace(deployment);
  openchampAccountsSuite(place);
  describe("openchamp: chat", { concurrency: 4 }, () => {
    privateChat(place);
    refusedPrivateChat(place);
    timing(place);
    globalChat(place);
    otherTypes(place);
  });
}

function privateChat({ join, user, deployment }: OpenchampPlace): void {
  it("`private_chat` reaches every connection of the recipient as {username, message}; the sender gets no frame", async () => {
    const [alice, bob, carol] = [await user("alice"), await user("bob"), await user("carol")];
    await using sender = alice.client;
    await using first = bob.client;
    await using second = await join(bob.token);
    await using outsider = carol.client;
    const text = uniqueText("psst");
    const expected = { type: "private_chat", payload: { username: alice.name, message: text } };
    const mark = sender.frames.length;
    sender.whisper(bob.name, text);
    assert.deepEqual(await first.chat("private_chat", text), expected);
    assert.deepEqual(await second.chat("private_chat", text), expected);
    await sender.fence();
    await outsider.fence();
    assert.ok(!JSON.stringify(sender.since(mark)).includes(text), "no frame to the sender");
    assert.ok(!JSON.stringify(outsider.frames).includes(text), "I5");
  });

  it("an unknown or offline target gets no answer; for the offline one the message is kept", async () => {
    const alice = await user("alice");
    const offline = await newAccount(deployment, "offline");
    await using sender = alice.client;
    const text = uniqueText("for later");
    sender.whisper(uniqueName("nobody"), text);
    sender.whisper(offline.name, text);
    await sender.fence();
    assert.deepEqual(
      sender.frames.map((frame) => frame.type),
      ["auth_success", "player_count"],
    );
    const kept = await retrieve(deployment, offline.token, 0);
    assert.equal(kept.filter((message) => message.message === text).length, 1);
  });

  it("the text arrives exactly as it was sent, also untrimmed; a lone surrogate becomes U+FFFD", async () => {
    const [alice, bob] = [await user("alice"), await user("bob")];
    await using sender = alice.client;
    await using recipient = bob.client;
    for (const sample of ways) {
      const text = `  ${uniqueText("exact")} ${sample} `;
      sender.whisper(bob.name, text);
      await recipient.chat("private_chat", text);
    }
    const text = uniqueText("surrogate");
    sender.sendText(`{"type":"private_chat","payload":{"target":"${bob.name}","message":"${text} ${loneSurrogate}."}}`);
    await recipient.chat("private_chat", `${text} \ufffd.`);
  });

  it("messages arrive in the order they were sent", async () => {
    const [alice, bob] = [await user("alice"), await user("bob")];
    await using sender = alice.client;
    await using recipient = bob.client;
    const texts = Array.from({ length: 50 }, (_, n) => uniqueText(`n${n}`));
    for (const text of texts) sender.whisper(bob.name, text);
    for (const text of texts) await recipient.chat("private_chat", text);
    const got = recipient.frames.flatMap((frame) => (frame.type === "private_chat" ? [frame.payload.message] : []));
    assert.deepEqual(got, texts);
  });
}

function refusedPrivateChat({ user }: OpenchampPlace): void {
  it("an empty or malformed `private_chat`: `Invalid message format` / `INVALID_PAYLOAD`", async () => {
    const [alice, bob] = [await user("alice"), await user("bob")];
    await using sender = alice.client;
    await using recipient = bob.client;
    const target = bob.name;
    const payloads = [
      undefined,
      null,
      "text",
      7,
      [],
      {},
      { target },
      { message: "no target" },
      { target, message: "" },
      { target, message: 7 },
      { target: 7, message: "x" },
      { target: null, message: "x" },
      { target: "", message: "x" },
      { target: [target], message: "x" },
    ];
    for (const payload of payloads) {
      sender.send({ type: "private_chat", payload });
      assert.deepEqual(await sender.frame("error"), badPayload, JSON.stringify(payload));
    }
    await recipient.fence();
    assert.ok(!recipient.frames.some((frame) => frame.type === "private_chat"));
  });
}

function timing({ user, deployment }: OpenchampPlace): void {
  it("an unknown target takes no measurably different time than a known one that is offline", async () => {
    const alice = await user("alice");
    const offline = await newAccount(deployment, "offline");
    await using sender = alice.client;
    const took: Record<"known" | "unknown", number[]> = { known: [], unknown: [] };
    for (let n = 0; n < 60; n++) {
      for (const kind of ["known", "unknown"] as const) {
        const started = performance.now();
        sender.whisper(kind === "known" ? offline.name : uniqueName("nobody"), "tick");
        await sender.fence();
        took[kind].push(performance.now() - started);
      }
    }
    const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
    const [known, unknown] = [median(took.known), median(took.unknown)];
    assert.ok(
      Math.max(known, unknown) < 2 * Math.min(known, unknown) + 1,
      `known ${known.toFixed(2)} ms, unknown ${unknown.toFixed(2)} ms`,
    );
  });
}

function globalChat({ user }: OpenchampPlace): void {
  it("`global_chat` (a string) goes to all as {username, message}, the sender too", async () => {
    const [alice, bob] = [await user("alice"), await user("bob")];
    await using sender = alice.client;
    await using other = bob.client;
    for (const sample of ["hello", ...ways]) {
      const text = `${uniqueText("global")} ${sample}`;
      sender.say(text);
      const expected = { type: "global_chat", payload: { username: alice.name, message: text } };
      assert.deepEqual(await sender.chat("global_chat", text), expected);
      assert.deepEqual(await other.chat("global_chat", text), expected);
    }
  });

  it("a `global_chat` that is empty or no string is refused with an error, and nobody sees it", async () => {
    const [alice, bob] = [await user("alice"), await user("bob")];
    await using sender = alice.client;
    await using other = bob.client;
    for (const payload of ["", undefined, null, 7, [], { message: "x" }]) {
      sender.send({ type: "global_chat", payload });
      assert.deepEqual(await sender.frame("error"), badPayload, JSON.stringify(payload));
    }
    const fence = uniqueText("fence");
    sender.say(fence);
    await other.chat("global_chat", fence);
    assert.ok(
      !other.frames.some(
        (frame) => frame.type === "global_chat" && frame.payload.username === alice.name && frame.payload.message !== fence,
      ),
    );
  });
}

function otherTypes({ user }: OpenchampPlace): void {
  it("`count` answers `player_count` with an integer, at least the one who asks", async () => {
    const alice = await user("alice");
    await using client = alice.client;
    assert.ok((await client.fence()) >= 1);
  });

  it("`set_username` (a string) answers `display_name_updated`; public messages carry the new name, private ones the account's", async () => {
    const [alice, bob] = [await user("alice"), await user("bob")];
    await using client = alice.client;
    await using other = bob.client;
    const shown = uniqueName("shown");
    client.send({ type: "set_username", payload: shown });
    assert.ok(JSON.stringify(await client.frame("display_name_updated")).includes(shown));
    const [inPublic, inPrivate] = [uniqueText("public"), uniqueText("private")];
    client.say(inPublic);
    assert.equal((await other.chat("global_chat", inPublic)).payload.username, shown);
    client.whisper(bob.name, inPrivate);
    assert.equal((await other.chat("private_chat", inPrivate)).payload.username, alice.name);
    for (const payload of [bob.name, "", 7, null]) {
      client.send({ type: "set_username", payload });
      await client.frame("error");
    }
  });

  it("matchmaking belongs to another program: `Not supported` / `UNSUPPORTED`", async () => {
    const alice = await user("alice");
    await using client = alice.client;
    for (const type of ["join_queue", "leave_queue"]) {
      client.send({ type, payload: {} });
      assert.deepEqual(await client.frame("error"), {
        type: "error",
        payload: { message: "Not supported", code: "UNSUPPORTED" },
      });
    }
  });

  it("unknown types and text that is not JSON are answered with an `error`; the connection goes on", async () => {
    const alice = await user("alice");
    await using client = alice.client;
    for (const frame of [{ type: "no_such_type", payload: {} }, ...wrongShapes]) {
      client.send(frame);
      await client.frame("error");
    }
    for (const text of ["", "{", "hello", "\u0000"]) {
      client.sendText(text);
      await client.frame("error");
    }
    await client.fence();
  });
}
