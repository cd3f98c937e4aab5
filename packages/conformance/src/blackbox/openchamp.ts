/** Black-box suite of the `openchamp` protocol: protocols/openchamp.md, and PROTOCOLS.md where the document is silent. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newAccount, testPassword } from "../accounts.ts";
import { get, post } from "../clients/http.ts";
import { connectOpenchamp, type OpenchampClient } from "../clients/openchamp.ts";
import { retrieve } from "../clients/rooms.ts";
import { type Deployment, mountsOf, uniqueName, uniqueText } from "../deployment.ts";
import { loneSurrogate, ways, wrongShapes } from "./samples.ts";

interface Place {
  readonly deployment: Deployment;
  /** Connected, and authenticated when a token is given. */
  join(token?: string): Promise<OpenchampClient>;
  /** A fresh account, connected. */
  user(stem: string): Promise<{ readonly client: OpenchampClient; readonly name: string; readonly token: string }>;
}

const authRequired = { type: "error", payload: { message: "Authentication required", code: "AUTH_REQUIRED" } };
const badPayload = { type: "error", payload: { message: "Invalid message format", code: "INVALID_PAYLOAD" } };

export function openchampSuite(deployment: Deployment): void {
  const url = mountsOf(deployment).openchamp;
  const place: Place = {
    deployment,
    join: (token) => connectOpenchamp(url, { address: deployment.address(), ...(token === undefined ? {} : { token }) }),
    user: async (stem) => {
      const account = await newAccount(deployment, stem);
      return { client: await place.join(account.token), name: account.name, token: account.token };
    },
  };
  describe("openchamp", { concurrency: 4 }, () => {
    registration(place);
    authentication(place);
    notAuthenticated(place);
    privateChat(place);
    refusedPrivateChat(place);
    timing(place);
    globalChat(place);
    otherTypes(place);
    httpRegistration(place);
  });
}

function registration({ join }: Place): void {
  it("`register` answers `register_success`; the connection is authenticated and the token works elsewhere", async () => {
    await using alice = await join();
    const username = uniqueName("alice");
    alice.send({ type: "register", payload: { username, password: testPassword, email: `${username}@example.org` } });
    const { payload } = await alice.frame("register_success");
    assert.deepEqual(payload, {
      success: true,
      message: "Registration successful",
      autoLogin: true,
      username,
      token: payload.token,
    });
    await alice.fence();
    await using elsewhere = await join();
    elsewhere.send({ type: "token_auth", payload: { token: payload.token } });
    assert.equal((await elsewhere.frame("auth_success")).payload.username, username);
  });

  it("registration failures: `error` with `REGISTRATION_ERROR` and the documented texts, socket stays open", async () => {
    await using alice = await join();
    const taken = uniqueName("taken");
    const email = `${taken}@example.org`;
    await using first = await join();
    await first.register({ username: taken, password: testPassword, email });
    const refusals: readonly (readonly [unknown, string])[] = [
      [undefined, "Invalid registration format"],
      ["text", "Invalid registration format"],
      [{ username: 7, password: testPassword }, "Invalid registration format"],
      [{ username: uniqueName("x"), password: 7 }, "Invalid registration format"],
      [{ username: "ab", password: testPassword }, "Username must be at least 3 characters"],
      [{ username: uniqueName("x"), password: "12345" }, "Password must be at least 6 characters"],
      [{ username: taken, password: testPassword }, "Username already exists"],
      [{ username: uniqueName("x"), password: testPassword, email }, "Email already registered"],
    ];
    for (const [payload, message] of refusals) {
      alice.send({ type: "register", payload });
      assert.deepEqual(
        await alice.frame("error"),
        { type: "error", payload: { message, code: "REGISTRATION_ERROR" } },
        JSON.stringify(payload),
      );
    }
    await alice.register({ username: uniqueName("later"), password: "123456" });
  });
}

function authentication({ join, user, deployment }: Place): void {
  it("`login` and `token_auth` answer `auth_success` {username, token}", async () => {
    const account = await newAccount(deployment, "alice");
    await using byPassword = await join();
    byPassword.send({ type: "login", payload: { username: account.name, password: account.password } });
    const login = await byPassword.frame("auth_success");
    assert.equal(login.payload.username, account.name);
    await using byToken = await join();
    byToken.send({ type: "token_auth", payload: { token: login.payload.token } });
    assert.equal((await byToken.frame("auth_success")).payload.username, account.name);
  });

  it("failures: `auth_error` with the documented texts, no telling whether the account exists, socket stays open", async () => {
    const account = await newAccount(deployment, "alice");
    await using alice = await join();
    const refusals: readonly (readonly [string, unknown, string])[] = [
      ["login", undefined, "Invalid login format"],
      ["login", "text", "Invalid login format"],
      ["login", { username: account.name }, "Invalid login format"],
      ["login", { username: 7, password: 7 }, "Invalid login format"],
      ["login", { username: account.name, password: "wrong password" }, "Invalid username or password"],
      ["login", { username: uniqueName("nobody"), password: testPassword }, "Invalid username or password"],
      ["token_auth", undefined, "Invalid token format"],
      ["token_auth", {}, "Invalid token format"],
      ["token_auth", { token: 7 }, "Invalid token format"],
      ["token_auth", { token: "x".repeat(43) }, "Invalid or expired token"],
    ];
    for (const [type, payload, message] of refusals) {
      alice.send({ type, payload });
      assert.deepEqual(
        await alice.frame("auth_error"),
        { type: "auth_error", payload: { message } },
        `${type} ${JSON.stringify(payload)}`,
      );
    }
    await alice.useToken(account.token);
  });

  it("a token may come with the upgrade, as `Authorization: Bearer` or `?token=`", async () => {
    const { token } = await newAccount(deployment, "alice");
    const url = mountsOf(deployment).openchamp;
    await using header = await connectOpenchamp(url, {
      address: deployment.address(),
      headers: { authorization: `Bearer ${token}` },
    });
    await header.fence();
    await using query = await connectOpenchamp(`${url}?token=${token}`, { address: deployment.address() });
    await query.fence();
  });

  it("`logout` answers `logged_out`; then authentication is required and the token is dead", async () => {
    const { client, token } = await user("alice");
    await using alice = client;
    alice.send({ type: "logout" });
    assert.deepEqual(await alice.frame("logged_out"), { type: "logged_out" });
    await using again = await join();
    again.send({ type: "token_auth", payload: { token } });
    assert.equal((await again.frame("auth_error")).payload.message, "Invalid or expired token");
  });

  it("logins into one account are limited: after ten failures the right password is refused too", async (t) => {
    if (deployment.limits === "off") return t.skip("the deployment enforces no rates");
    const account = await newAccount(deployment, "alice");
    await using mallory = await join();
    for (let n = 0; n < 10; n++) {
      mallory.send({ type: "login", payload: { username: account.name, password: `wrong ${n}` } });
      await mallory.frame("auth_error");
    }
    mallory.send({ type: "login", payload: { username: account.name, password: account.password } });
    await mallory.frame("auth_error");
    await using alice = await join(account.token);
    await alice.fence();
  });
}

function notAuthenticated({ join, user }: Place): void {
  it("before authentication everything else, unknown types and wrong shapes too, is `AUTH_REQUIRED`; the socket stays open", async () => {
    const bob = await user("bob");
    await using _ = bob.client;
    await using alice = await join();
    const frames = [
      { type: "private_chat", payload: { target: bob.name, message: "hi" } },
      { type: "private_chat" },
      { type: "global_chat", payload: "hi" },
      { type: "count", payload: {} },
      { type: "set_username", payload: "x" },
      { type: "logout" },
      { type: "join_queue", payload: {} },
      { type: "no_such_type", payload: {} },
      ...wrongShapes,
    ];
    for (const frame of frames) {
      alice.send(frame);
      assert.deepEqual(await alice.frame("error"), authRequired, JSON.stringify(frame));
    }
    await alice.register({ username: uniqueName("alice"), password: testPassword });
  });

  it("who is not authenticated receives nothing", async () => {
    await using outsider = await join();
    const alice = await user("alice");
    await using client = alice.client;
    const text = uniqueText("members only");
    client.say(text);
    await client.chat("global_chat", text);
    outsider.send({ type: "count" });
    await outsider.frame("error");
    assert.deepEqual(outsider.frames, [authRequired]);
  });
}

function privateChat({ join, user, deployment }: Place): void {
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

function refusedPrivateChat({ user }: Place): void {
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

function timing({ user, deployment }: Place): void {
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

function globalChat({ user }: Place): void {
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

function otherTypes({ user }: Place): void {
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

function httpRegistration({ deployment, join }: Place): void {
  it("`POST /register` answers 201 and the documented JSON; the account can log in", async () => {
    const username = uniqueName("http");
    const answer = await post(deployment, "/register", {
      json: { username, password: testPassword, email: `${username}@example.org` },
    });
    assert.equal(answer.status, 201);
    assert.deepEqual(JSON.parse(answer.text), { status: "success", message: "User registered successfully" });
    await using client = await join();
    client.send({ type: "login", payload: { username, password: testPassword } });
    await client.frame("auth_success");
  });

  it("`/register` answers 400, 405 and 409 in plain text", async () => {
    const taken = await newAccount(deployment, "taken");
    const answers: readonly (readonly [number, Awaited<ReturnType<typeof post>>])[] = [
      [400, await post(deployment, "/register", { body: "{" })],
      [400, await post(deployment, "/register", { json: [] })],
      [400, await post(deployment, "/register", { json: { username: "ab", password: testPassword } })],
      [400, await post(deployment, "/register", { json: { username: uniqueName("x"), password: "12345" } })],
      [405, await get(deployment, "/register")],
      [409, await post(deployment, "/register", { json: { username: taken.name, password: testPassword } })],
    ];
    for (const [status, answer] of answers) {
      assert.equal(answer.status, status, answer.text);
      assert.match(String(answer.headers["content-type"]), /^text\/plain\b/);
      assert.ok(answer.text.length > 0);
    }
  });
}
