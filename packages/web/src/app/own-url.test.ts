import assert from "node:assert/strict";
import { test } from "node:test";
import { ownUrl } from "./own-url.ts";

test("a file's link leads to this origin, whatever the server's public address is", () => {
  for (const before of ["", "http://localhost:8080", "https://chat.example/parlance"])
    assert.equal(ownUrl(`${before}/files/1/a%20b.png`), "/files/1/a%20b.png");
});

test("what is no file's link is none", () => {
  for (const url of [undefined, "javascript:alert(1)", "https://elsewhere/picture.png", "http://[", "data:image/png,"])
    assert.equal(ownUrl(url), undefined);
});
