import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { isAsExpected, type Row, renderTable } from "./table.ts";

const mainFile = fileURLToPath(new URL("./main.ts", import.meta.url));

describe("npm run demo", () => {
  it("plays to the end, shows every protocol's frames, and exits 0 because everything was seen as expected", async () => {
    const { code, output } = await new Promise<{ code: number; output: string }>((resolve) => {
      execFile(process.execPath, [mainFile], { timeout: 60_000 }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? -1), output: stdout + stderr });
      });
    });
    assert.equal(code, 0, output);
    for (const part of ["reactions", "openchamp", "rooms", "roster", "zo", "kill -9", "kept: hello from reactions"])
      assert.ok(output.includes(part));
  });

  it("the table tells what differs from the expectation, and such a row fails the demo", () => {
    const expected = { reactions: "native", openchamp: "own", rooms: "fallback", roster: "hidden", zo: "native" } as const;
    const good: Row = { what: "good", expected, seen: expected };
    const bad: Row = { what: "bad", expected, seen: { ...expected, roster: "native" } };
    assert.deepEqual([isAsExpected(good), isAsExpected(bad)], [true, false]);
    const [head, first, second] = renderTable([good, bad]).split("\n");
    assert.match(head ?? "", /^ +reactions +openchamp +rooms +roster +zo$/);
    assert.match(first ?? "", /^good +native +own +fallback +hidden +native$/);
    assert.match(second ?? "", /^bad +native +own +fallback +native \(not hidden!\) +native$/);
  });
});
