/** The path two documents claim, `/ws`: reactions until the first frame of an openchamp type (PROTOCOLS.md). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { z } from "zod";
import { newAccount, testPassword } from "../accounts.ts";
import { Connection } from "../clients/connection.ts";
import { connectOpenchamp, openchampFrame } from "../clients/openchamp.ts";
import { connectReactions, reactionsFrame } from "../clients/reactions.ts";
import { type Deployment, mountsOf, uniqueName, uniqueText } from "../deployment.ts";

const eitherFrame = z.union([reactionsFrame, openchampFrame]);
type EitherFrame = z.infer<typeof eitherFrame>;

const isOpenchamp = (frame: EitherFrame) => "payload" in frame;
const authRequired = { type: "error", payload: { message: "Authentication required", code: "AUTH_REQUIRED" } };

export function sharedMountSuite(deployment: Deployment): void {
  describe("the shared path /ws", { concurrency: 4 }, () => {
    staysReactions(deployment);
    becomesOpenchamp(deployment);
    undecided(deployment);
  });
}

async function open(deployment: Deployment): Promise<Connection<EitherFrame>> {
  const connection = new Connection(mountsOf(deployment).shared, eitherFrame, { address: deployment.address(), name: "/ws" });
  await connection.opened;
  return connection;
}

function staysReactions(deployment: Deployment): void {
  it("starts as reactions: replays history, then `send_message` and `add_reaction` work", async () => {
    await using before = await connectReactions(mountsOf(deployment).reactions, { address: deployment.address() });
    const kept = uniqueText("kept");
    before.say(kept);
    await before.message(kept);
    await using client = await connectReactions(mountsOf(deployment).shared, { address: deployment.address() });
    await client.message(kept);
    const text = uniqueText("on /ws");
    client.say(text);
    const { id } = (await client.message(text)).data;
    assert.equal((await before.message(text)).data.id, id);
    client.react(id, "👍");
    await client.reaction(id, "added");
  });
}

function becomesOpenchamp(deployment: Deployment): void {
  it("becomes openchamp for good with its first frame of an openchamp type, and gets openchamp frames only from then on", async () => {
    const alice = await newAccount(deployment, "alice");
    await using witness = await connectReactions(mountsOf(deployment).reactions, { address: deployment.address() });
    await using client = await open(deployment);
    client.send({ type: "token_auth", payload: { token: alice.token } });
    await client.next("auth_success", (frame) => frame.type === "auth_success");
    const mark = client.frames.length;
    const text = uniqueText("switched");
    witness.say(text);
    const chat = await client.next("the message", (frame) => JSON.stringify(frame).includes(text));
    assert.equal(chat.type, "global_chat");
    const { id } = (await witness.message(text)).data;
    witness.react(id, "👍");
    await witness.reaction(id, "added");
    client.send({ type: "send_message", data: { text: "no longer reactions" } });
    await client.next("an openchamp error", (frame) => frame.type === "error" && isOpenchamp(frame));
    assert.ok(client.since(mark).every(isOpenchamp));
  });

  it("every openchamp type switches, also while it is refused for want of authentication", async () => {
    const frames = [
      { type: "private_chat", payload: { target: "x", message: "x" } },
      { type: "global_chat", payload: "x" },
      { type: "count", payload: {} },
      { type: "set_username", payload: "x" },
      { type: "logout" },
      { type: "join_queue" },
      { type: "leave_queue" },
    ];
    for (const frame of frames) {
      await using client = await open(deployment);
      client.send(frame);
      assert.deepEqual(await client.next("a refusal", isOpenchamp), authRequired, frame.type);
      client.send({ type: "send_message", data: { text: "no longer reactions" } });
      assert.deepEqual(await client.next("a refusal", isOpenchamp), authRequired, `after ${frame.type}`);
    }
  });

  it("registers and whispers like the dedicated path", async () => {
    const bob = await newAccount(deployment, "bob");
    await using recipient = await connectOpenchamp(mountsOf(deployment).openchamp, {
      address: deployment.address(),
      token: bob.token,
    });
    await using client = await open(deployment);
    client.send({ type: "register", payload: { username: uniqueName("alice"), password: testPassword } });
    await client.next("register_success", (frame) => frame.type === "register_success");
    const text = uniqueText("psst");
    client.send({ type: "private_chat", payload: { target: bob.name, message: text } });
    await recipient.chat("private_chat", text);
  });
}

function undecided(deployment: Deployment): void {
  it("while undecided a frame of any other type is answered as openchamp does, text that is not JSON as reactions does", async () => {
    await using client = await open(deployment);
    client.send({ type: "no_such_type" });
    assert.deepEqual(await client.next("an error", (frame) => frame.type === "error"), authRequired);
    client.sendText("hello");
    assert.deepEqual(await client.next("an error", (frame) => frame.type === "error"), {
      type: "error",
      data: { error: "Invalid message format" },
    });
    const text = uniqueText("still undecided");
    client.send({ type: "send_message", data: { text } });
    await client.next("the echo", (frame) => frame.type === "message" && frame.data.text === text);
  });

  it("the dedicated paths speak one protocol only", async () => {
    const { token } = await newAccount(deployment, "alice");
    await using reactions = await connectReactions(mountsOf(deployment).reactions, { address: deployment.address() });
    reactions.send({ type: "token_auth", payload: { token } });
    assert.equal(await reactions.error(), "Invalid message format");
    await using openchamp = await connectOpenchamp(mountsOf(deployment).openchamp, { address: deployment.address() });
    openchamp.send({ type: "send_message", data: { text: "x" } });
    assert.deepEqual(await openchamp.frame("error"), authRequired);
    assert.equal(openchamp.frames.length, 1, "no history on the openchamp path");
  });
}
