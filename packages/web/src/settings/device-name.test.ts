import assert from "node:assert/strict";
import { test } from "node:test";
import { deviceOf } from "./device-name.ts";

test("a browser and its system are told by the User-Agent", () => {
  const chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36";
  assert.deepEqual(deviceOf(chrome), { browser: "Chrome", system: "Linux" });
  assert.deepEqual(deviceOf(`${chrome} Edg/143.0`), { browser: "Edge", system: "Linux" });
  const phone =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Safari/604.1";
  assert.deepEqual(deviceOf(phone), { browser: "Safari", system: "iOS" });
});

test("other clients keep their own label", () => {
  assert.deepEqual(deviceOf("openchamp"), { browser: undefined, system: undefined });
});
