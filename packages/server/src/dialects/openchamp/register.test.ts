import assert from "node:assert/strict";
import { test } from "node:test";
import { authError, command, openStage, password, register, registrationError, tokenAuth, tokenIn } from "./testing/stage.ts";

const week = 7 * 24 * 3_600_000;

test("a registration lives 7 days", async () => {
  await using stage = await openStage();
  const { token } = await stage.join("jane");
  stage.clock.jumpWall(week - 1);
  assert.equal(tokenIn(await stage.connect().ask(tokenAuth(token))), token);
  stage.clock.jumpWall(1);
  assert.deepEqual(await stage.connect().ask(tokenAuth(token)), [authError("Invalid or expired token")]);
});

test("registration errors come in the document's server's order and words", async () => {
  await using stage = await openStage();
  const talk = stage.connect();
  await talk.ask(register("jane", { email: "jane@example.com" }));
  const refused = async (payload: unknown, message: string): Promise<void> => {
    assert.deepEqual(
      await stage.connect().ask(command("register", payload)),
      [registrationError(message)],
      JSON.stringify(payload),
    );
  };
  for (const payload of [
    undefined,
    "jane",
    {},
    { username: "new" },
    { username: 1, password },
    { username: "new", password, email: 1 },
  ]) {
    await refused(payload, "Invalid registration format");
  }
  await refused({ username: "ab", password: "short" }, "Username must be at least 3 characters");
  await refused({ username: "😀😀", password }, "Username must be at least 3 characters");
  await refused({ username: "jane", password: "short" }, "Password must be at least 6 characters");
  await refused({ username: "jane", password: "😀😀😀😀😀" }, "Password must be at least 6 characters");
  await refused({ username: "Jane", password, email: "jane@example.com" }, "Username already exists");
  await refused({ username: "new", password, email: "JANE@example.com" }, "Email already registered");
  await refused({ username: "new", password, email: "nowhere" }, "Email address is not valid");
  await refused({ username: "new", password: "x".repeat(1_025) }, "Password must be at most 1024 bytes");
  const rule = 'Username must be at most 32 characters long, of letters, digits, ".", "_", "-" and single spaces';
  for (const username of ["x".repeat(33), "a\u0000b", "a\nb", "<b>", "a  b", "..."]) await refused({ username, password }, rule);
});

test("an e-mail address may be missing, null or empty", async () => {
  await using stage = await openStage();
  for (const [index, email] of [undefined, null, ""].entries()) {
    tokenIn(await stage.connect().ask(register(`jane ${index}`, { email })));
  }
});
