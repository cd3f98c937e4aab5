/** How one registers and logs in with the `openchamp` protocol, and what is refused to those who have not (PROTOCOLS.md). */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newAccount, testPassword } from "../accounts.ts";
import { get, post } from "../clients/http.ts";
import { connectOpenchamp, type OpenchampClient } from "../clients/openchamp.ts";
import { cannotTestRates, type Deployment, mountsOf, uniqueName, uniqueText } from "../deployment.ts";
import { wrongShapes } from "./samples.ts";

export interface OpenchampPlace {
  readonly deployment: Deployment;
  /** Connected, and authenticated when a token is given. */
  join(token?: string): Promise<OpenchampClient>;
  /** A fresh account, connected. */
  user(stem: string): Promise<{ readonly client: OpenchampClient; readonly name: string; readonly token: string }>;
}

const authRequired = { type: "error", payload: { message: "Authentication required", code: "AUTH_REQUIRED" } };

export function openchampPlace(deployment: Deployment): OpenchampPlace {
  const url = mountsOf(deployment).openchamp;
  const join = (token?: string) =>
    connectOpenchamp(url, { address: deployment.address(), ...(token === undefined ? {} : { token }) });
  const user = async (stem: string) => {
    const { name, token } = await newAccount(deployment, stem);
    return { client: await join(token), name, token };
  };
  return { deployment, join, user };
}

export function openchampAccountsSuite(place: OpenchampPlace): void {
  describe("openchamp: accounts", { concurrency: 4 }, () => {
    registration(place);
    authentication(place);
    loginLimit(place);
    notAuthenticated(place);
    httpRegistration(place);
  });
}

function registration({ join }: OpenchampPlace): void {
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

function authentication({ join, user, deployment }: OpenchampPlace): void {
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
}

function loginLimit({ join, deployment }: OpenchampPlace): void {
  it("logins into one account are limited: after ten failures the right password is refused too", {
    skip: cannotTestRates(deployment),
  }, async () => {
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

function notAuthenticated({ join, user }: OpenchampPlace): void {
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

function httpRegistration({ deployment, join }: OpenchampPlace): void {
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
