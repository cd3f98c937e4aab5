import assert from "node:assert/strict";
import { test } from "node:test";
import { StoreError } from "../../ports/store.ts";
import type { DialectAnswer } from "../contract.ts";
import { openWorld, type World } from "../testing/world.ts";
import { openchampRoutes } from "./routes.ts";

function post(world: World, body: unknown): Promise<DialectAnswer> {
  const [route] = openchampRoutes(world.context);
  assert.ok(route);
  return route.handle({ body, session: null, address: "192.0.2.1" });
}

test("POST /register makes an account, and refuses in plain text as the document's own server does", async () => {
  await using world = await openWorld();
  const password = "correct horse";
  const created = { status: 201, body: { status: "success", message: "User registered successfully" } };
  assert.deepEqual(await post(world, { username: "jane", password, email: "jane@example.com" }), created);
  await world.chat.accounts.login({ name: "jane", password, address: "192.0.2.1" });
  const tooShort = { status: 400, body: "Username must be at least 3 characters and password at least 6 characters" };
  const taken = { status: 409, body: "Username or email already exists" };
  for (const [body, answer] of [
    [undefined, { status: 400, body: "Invalid request body" }],
    [{ username: "bob" }, { status: 400, body: "Invalid request body" }],
    [{ username: "bo", password }, tooShort],
    [{ username: "bob", password: "short" }, tooShort],
    [{ username: "JANE", password }, taken],
    [{ username: "bob", password, email: "jane@EXAMPLE.com" }, taken],
    [
      { username: "bob", password, email: "nowhere" },
      { status: 400, body: "Email address is not valid" },
    ],
  ] as const) {
    assert.deepEqual(await post(world, body), answer);
  }
  assert.deepEqual(await post(world, { username: "bob", password, email: "" }), created);
});

test("POST /register tells of limits and server trouble by status", async () => {
  await using world = await openWorld({ bounds: { registrationsPerAddressPerMinute: 1 } });
  const { createAccount } = world.store;
  world.store.createAccount = () => Promise.reject(new StoreError("full", "no space"));
  const wanted = { username: "jane", password: "correct horse" };
  assert.equal((await post(world, wanted)).status, 503);
  world.store.createAccount = createAccount;
  assert.deepEqual(await post(world, wanted), { status: 429, body: "Rate limit exceeded" });
});

test("the route says how a bad body and another method are answered, and documents every status it gives", async () => {
  await using world = await openWorld();
  const [route] = openchampRoutes(world.context);
  assert.deepEqual(route?.badBody, { status: 400, body: "Invalid request body" });
  assert.deepEqual(route?.badMethod, { status: 405, body: "Method not allowed", headers: { allow: "POST" } });
  assert.deepEqual(Object.keys(route?.answers ?? {}), ["201", "400", "405", "409", "429", "503"]);
});
