import assert from "node:assert/strict";
import { test } from "node:test";
import { type Preferences, readPreferences } from "./preference-values.ts";

const nothingChosen: Preferences = { theme: "system", density: "cosy", notify: "calls", saidAway: false };

test("preferences are read back, and each that is not understood is as if it had not been chosen", () => {
  const chosen: Preferences = { theme: "dark", density: "compact", notify: "none", saidAway: true };
  assert.deepEqual(readPreferences(JSON.stringify(chosen)), chosen);
  assert.deepEqual(readPreferences(JSON.stringify({ ...chosen, theme: "plaid" })), { ...chosen, theme: "system" });
  for (const stored of [null, "", "{", "7", "null", "[]"]) assert.deepEqual(readPreferences(stored), nothingChosen);
});
