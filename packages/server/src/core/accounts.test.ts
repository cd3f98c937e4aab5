import assert from "node:assert/strict";
import { test } from "node:test";
import { boundsWith } from "../ports/bounds.ts";
import { type Store, StoreError } from "../ports/store.ts";
import { createMemoryStore } from "../store/memory/memory-store.ts";
import { createAccounts } from "./accounts.ts";
import { createGuard } from "./failures.ts";
import { createLimits } from "./limits.ts";
import { createPasswordCheck } from "./password-check.ts";
import type { Passwords } from "./passwords.ts";
import { createSessionWatch } from "./session-watch.ts";
import { ManualClock } from "./testing/manual-clock.ts";
import { keptLog, noTelemetry } from "./testing/silence.ts";
import { storeWith } from "./testing/store-with.ts";

/** Accounts over the memory store; passwords are "hashed" by a prefix, and each hash is counted. */
function accountsWith(changes: Parameters<typeof boundsWith>[0] = {}, store = createMemoryStore()) {
  const clock = new ManualClock();
  const bounds = boundsWith(changes);
  const hashed: (string | null)[] = [];
  const passwords: Passwords = {
    async hash(password) {
      hashed.push(password);
      return `hash of ${password}`;
    },
    async verify(password, hash) {
      hashed.push(hash);
      return hash === `hash of ${password}`;
    },
  };
  const limits = createLimits({ clock, bounds, limitsOn: true });
  const accounts = createAccounts({
    store,
    clock,
    bounds,
    passwords,
    limits,
    check: createPasswordCheck({ store, limits, passwords }),
    guard: createGuard({ clock, bounds, log: keptLog(), telemetry: noTelemetry }),
    sessions: createSessionWatch({ clock, bounds, log: keptLog() }),
    log: keptLog(),
    joins: ["lounge"],
    changed: () => undefined,
  });
  const register = (name: string, more: { password?: string; email?: string; address?: string } = {}) =>
    accounts.register({ name, password: "password-1", address: "192.0.2.1", ...more });
  const login = (name: string, password = "password-1", address = "192.0.2.1") => accounts.login({ name, password, address });
  return { accounts, clock, bounds, hashed, register, login, store };
}

test("who registers is logged in, may log in again by any spelling of the name, and is a member of the lounge", async () => {
  const { accounts, register, login, store } = accountsWith();
  const signed = await register("Alice");
  assert.deepEqual([signed.user.name, signed.user.kind, signed.user.displayName], ["Alice", "account", null]);
  assert.deepEqual(await accounts.authenticate(signed.token), signed.session);
  const again = await login("ＡＬＩＣＥ");
  assert.equal(again.user.id, signed.user.id);
  assert.notEqual(again.session.id, signed.session.id);
  assert.equal(await store.isMember("lounge", signed.user.id), true);
});

test("a token is kept only as a hash", async () => {
  const kept: object[] = [];
  const memory = createMemoryStore();
  const openSession: Store["openSession"] = async (row) => ({ kind: kept.push(row) > 0 ? "opened" : "refused" });
  const { register } = accountsWith({}, storeWith(memory, { openSession }));
  const { token } = await register("alice");
  assert.match(token, /^[A-Za-z0-9_-]{43}$/);
  assert.equal(kept.length, 1);
  assert.equal(JSON.stringify(kept).includes(token), false);
});

test("what is malformed is refused before anything is hashed, counted or looked up", async () => {
  const untouchable = storeWith(createMemoryStore(), { findCredentials: () => assert.fail("looked up") });
  const { hashed, register, bounds } = accountsWith({ registrationsPerAddressPerMinute: 0 }, untouchable);
  await assert.rejects(register("a"), { code: "name_invalid" });
  await assert.rejects(register("alice", { password: "short" }), { code: "password_invalid" });
  for (const email of ["", "alice", "a@b c", "a@@b", "a@b\n", `${"a".repeat(bounds.emailMaxChars - 3)}@b.c`]) {
    await assert.rejects(register("alice", { email }), { code: "email_invalid" }, email);
  }
  assert.deepEqual(hashed, []);
});

test("I8: an e-mail address has at most emailMaxChars characters", async () => {
  const { register, bounds } = accountsWith();
  await register("alice", { email: `${"a".repeat(bounds.emailMaxChars - 4)}@b.c` });
});

test("a name or e-mail address belongs to one account, whatever its letter case; a taken name costs no hash", async () => {
  const { hashed, register } = accountsWith();
  await register("alice", { email: "alice@example.org" });
  hashed.length = 0;
  await assert.rejects(register("ALICE", { email: "other@example.org" }), { code: "name_taken" });
  await assert.rejects(register("Anonymous"), { code: "name_taken" });
  assert.deepEqual(hashed, []);
  await assert.rejects(register("bob", { email: "Alice@Example.org" }), { code: "email_taken" });
});

test("of two who register a name at once, one gets it", async () => {
  const { register } = accountsWith();
  const outcomes = await Promise.allSettled([register("alice"), register("ALICE")]);
  assert.deepEqual(outcomes.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
});

test("a login into no account is hashed and answered like a wrong password", async () => {
  const { hashed, register, login, bounds } = accountsWith();
  await register("alice");
  hashed.length = 0;
  await assert.rejects(login("alice", "wrong"), { code: "credentials_invalid" });
  await assert.rejects(login("nobody", "wrong"), { code: "credentials_invalid" });
  await assert.rejects(login("a".repeat(bounds.nameMaxChars + 1), "wrong"), { code: "credentials_invalid" });
  await assert.rejects(login("", ""), { code: "credentials_invalid" });
  assert.deepEqual(hashed, ["hash of password-1", null, null, null]);
});

test("I8: loginFailuresPerAccountPerMinute wrong passwords are tried, one more is not, also for a name that nobody has", async () => {
  const { hashed, register, login, clock } = accountsWith({ loginFailuresPerAccountPerMinute: 3 });
  await register("alice");
  for (const name of ["alice", "nobody"]) {
    const all = Array.from({ length: 3 }, (_, i) => login(name, "wrong", `192.0.2.${i}`));
    for (const outcome of await Promise.allSettled(all)) assert.equal(outcome.status, "rejected");
    hashed.length = 0;
    await assert.rejects(login(name.toUpperCase()), { code: "rate_limited", retryAfterMs: 60_000 });
    assert.deepEqual(hashed, []);
  }
  clock.advance(60_000);
  await login("alice");
});

test("tries that come at once are counted before they are answered", async () => {
  const { hashed, register, login } = accountsWith({ loginFailuresPerAccountPerMinute: 3 });
  await register("alice");
  hashed.length = 0;
  const codes = await Promise.all(Array.from({ length: 10 }, () => login("alice", "wrong").catch((error) => error.code)));
  assert.equal(codes.filter((code) => code === "credentials_invalid").length, 3);
  assert.equal(hashed.length, 3);
});

test("a success, or a failure of ours, is no failed login", async () => {
  let down = false;
  const memory = createMemoryStore();
  const store = storeWith(memory, {
    openSession: (...row) => (down ? Promise.reject(new StoreError("full", "disk full")) : memory.openSession(...row)),
  });
  const { register, login } = accountsWith({ loginFailuresPerAccountPerMinute: 2 }, store);
  await register("alice");
  for (let i = 0; i < 5; i++) await login("alice");
  down = true;
  for (let i = 0; i < 5; i++) await assert.rejects(login("alice"), { code: "unavailable" });
  down = false;
  await login("alice");
});

test("I8: loginsPerAddressPerMinute and registrationsPerAddressPerMinute hold for an address, an IPv6 network counting as one", async () => {
  const { register, login } = accountsWith({ loginsPerAddressPerMinute: 2, registrationsPerAddressPerMinute: 2 });
  await register("alice", { address: "2001:db8::1" });
  await register("bobby", { address: "2001:db8::2" });
  await assert.rejects(register("carol", { address: "2001:db8::3" }), { code: "rate_limited" });
  await register("carol", { address: "192.0.2.1" });
  await login("alice", "password-1", "2001:db8::1");
  await login("bobby", "password-1", "2001:db8::2");
  await assert.rejects(login("alice", "password-1", "2001:db8::3"), { code: "rate_limited" });
});

test("any junk is an invalid token", async () => {
  const { accounts, register } = accountsWith();
  const { token } = await register("alice");
  for (const junk of [
    "",
    "x",
    `${token}x`,
    ` ${token}`,
    token.slice(1),
    "__proto__",
    "\u0000".repeat(43),
    "a".repeat(1_000_000),
    token.replace(/^./, "*"),
  ]) {
    await assert.rejects(accounts.authenticate(junk), { code: "token_invalid" });
    await assert.rejects(accounts.refresh(junk), { code: "token_invalid" });
    await assert.rejects(accounts.logout(junk), { code: "token_invalid" });
  }
});

test("I8: a token lives tokenLifetimeMs, then it is expired", async () => {
  const { accounts, register, clock, bounds } = accountsWith();
  const { token } = await register("alice");
  clock.advance(bounds.tokenLifetimeMs - 1);
  await accounts.authenticate(token);
  clock.advance(1);
  await assert.rejects(accounts.authenticate(token), { code: "token_expired" });
  await assert.rejects(accounts.refresh(token), { code: "token_expired" });
});

test("a refreshed token is a new one of the same session: the old one stops working, the connections go on", async () => {
  const { accounts, register, clock, bounds } = accountsWith();
  const first = await register("alice");
  let ended = 0;
  accounts.watch(first.session, () => ended++);
  clock.advance(bounds.tokenLifetimeMs - 1_000);
  const second = await accounts.refresh(first.token);
  assert.notEqual(second.token, first.token);
  assert.equal(second.session.id, first.session.id);
  await assert.rejects(accounts.authenticate(first.token), { code: "token_invalid" });
  clock.advance(bounds.tokenLifetimeMs - 1);
  assert.equal(ended, 0);
  await accounts.authenticate(second.token);
  clock.advance(1);
  assert.equal(ended, 1);
});

test("of two who refresh one token at once, one gets a new one", async () => {
  const { accounts, register } = accountsWith();
  const { token } = await register("alice");
  const outcomes = await Promise.allSettled([accounts.refresh(token), accounts.refresh(token)]);
  assert.deepEqual(outcomes.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
});

test("logout ends this session and no other, and tells its connections", async () => {
  const { accounts, register, login } = accountsWith();
  const first = await register("alice");
  const second = await login("alice");
  const ended: string[] = [];
  accounts.watch(first.session, () => ended.push("first"));
  accounts.watch(second.session, () => ended.push("second"));
  await accounts.logout(first.token);
  assert.deepEqual(ended, ["first"]);
  await assert.rejects(accounts.authenticate(first.token), { code: "token_invalid" });
  await assert.rejects(accounts.logout(first.token), { code: "token_invalid" });
  await accounts.endSession(second.session);
  await accounts.endSession(second.session);
  assert.deepEqual(ended, ["first", "second"]);
});

test("a display name is anything that can be seen and nobody else's name; choosing another frees it", async () => {
  const { accounts, register } = accountsWith();
  const alice = (await register("alice")).user;
  const bobby = (await register("bobby")).user;
  await assert.rejects(accounts.setDisplayName(alice, "x"), { code: "name_invalid" });
  await assert.rejects(accounts.setDisplayName(alice, "A\u202eB"), { code: "name_invalid" });
  await assert.rejects(accounts.setDisplayName(alice, "BOBBY"), { code: "name_taken" });
  await assert.rejects(accounts.setDisplayName(alice, "anonymous"), { code: "name_taken" });
  assert.equal((await accounts.setDisplayName(alice, "Wonder 🐇")).displayName, "Wonder 🐇");
  await assert.rejects(accounts.setDisplayName(bobby, "wonder 🐇"), { code: "name_taken" });
  await accounts.setDisplayName(alice, "Alice");
  await accounts.setDisplayName(bobby, "wonder 🐇");
});

test("I5: a profile is shown to oneself and to those who share a room; anybody else's is like nobody's", async () => {
  const { accounts, register, store } = accountsWith();
  const alice = (await register("alice")).user;
  const bobby = (await register("bobby")).user;
  const hermit = {
    id: "hermit",
    name: "hermit",
    nameKey: "hermit",
    email: null,
    emailKey: null,
    passwordHash: "x",
    at: 0,
    joins: [],
  };
  await store.createAccount(hermit);
  assert.equal((await accounts.profile(alice, alice.id)).name, "alice");
  assert.equal((await accounts.profile(alice, bobby.id)).name, "bobby");
  assert.equal((await accounts.profile({ ...alice, id: "hermit" }, "hermit")).name, "hermit");
  const refusal = async (id: string) =>
    accounts.profile(alice, id).then(
      () => assert.fail("shown"),
      ({ code, message }) => ({ code, message }),
    );
  assert.deepEqual(await refusal("hermit"), await refusal("nobody"));
});
