import assert from "node:assert/strict";
import { test } from "node:test";
import { StoreError } from "../../ports/store.ts";
import { storeErrorOf } from "./store-error-of.ts";

test("errors of the file system become the ports' own, with the cause for the log", () => {
  const expected = {
    ENOSPC: "full",
    EDQUOT: "full",
    EFBIG: "full",
    EROFS: "read_only",
    EACCES: "read_only",
    EPERM: "read_only",
    EIO: "failed",
  };
  for (const [code, storeCode] of Object.entries(expected)) {
    const cause = Object.assign(new Error("a path"), { code });
    const error = storeErrorOf(cause, "a blob cannot be written");
    assert.deepEqual([error.code, error.message, error.cause], [storeCode, "a blob cannot be written", cause]);
  }
  assert.equal(storeErrorOf("thrown by somebody", "x").code, "failed");
});

test("an error that is the ports' own already stays what it is", () => {
  const error = new StoreError("full", "x");
  assert.equal(storeErrorOf(error, "y"), error);
});
