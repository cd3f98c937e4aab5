import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { checkFloors, importsOf } from "./check-floors.ts";

function house(files: Record<string, string>): { root: string; [Symbol.dispose](): void } {
  const root = mkdtempSync(join(tmpdir(), "parlance-floors-"));
  const base = { "scripts/a.ts": "", "packages/server/src/dialects/roster/dialect.ts": "" };
  for (const [path, text] of Object.entries({ ...base, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true }) };
}
const problems = (files: Record<string, string>): string[] => {
  using made = house(files);
  return checkFloors(made.root).map((finding) => finding.problem);
};

test("an import down a floor passes", () => {
  const files = {
    "packages/server/src/core/a.ts": `import type { Store } from "../ports/store.ts";`,
    "packages/server/src/ports/store.ts": "",
  };
  assert.deepEqual(problems(files), []);
});

test("an import up a floor is found, also a type import, a dynamic one and a re-export", () => {
  for (const line of [
    `import { x } from "../http/http.ts";`,
    `import type { X } from "../http/http.ts";`,
    `const x = await import("../http/http.ts");`,
    `export { x } from "../http/http.ts";`,
  ]) {
    assert.equal(problems({ "packages/server/src/core/a.ts": line }).length, 1, line);
  }
});

test("sibling stores do not know each other, but may share a file of their floor", () => {
  assert.deepEqual(problems({ "packages/server/src/store/memory/a.ts": `import "../text.ts";` }), []);
  assert.equal(problems({ "packages/server/src/store/memory/a.ts": `import "../sqlite/b.ts";` }).length, 1);
});

test("transport and http know of dialects only their contract", () => {
  assert.deepEqual(
    problems({ "packages/server/src/transport/a.ts": `import type { Link } from "../dialects/contract.ts";` }),
    [],
  );
  assert.equal(problems({ "packages/server/src/http/a.ts": `import "../dialects/roster/dialect.ts";` }).length, 1);
});

test("a package that is behind a port is named by its folder alone", () => {
  for (const line of [`import sharp from "sharp";`, `const sharp = await import("sharp");`]) {
    assert.deepEqual(problems({ "packages/server/src/images/sharp/a.ts": line }), []);
    assert.equal(problems({ "packages/server/src/core/a.ts": line }).length, 1, line);
    assert.equal(problems({ "packages/server/src/images/other/a.ts": line }).length, 1, line);
  }
});

test("core naming a dialect is found", () => {
  assert.deepEqual(problems({ "packages/server/src/core/a.ts": "const rosterHistory = 50;" }), ["core names the dialect roster"]);
});

test("a file over 500 lines is found", () => {
  for (const path of ["server/src/core/a.ts", "web/src/chat/A.tsx", "web/src/chat/A.module.css"])
    assert.equal(problems({ [`packages/${path}`]: "\n".repeat(500) }).length, 1, path);
  assert.deepEqual(problems({ "packages/web/dist/assets/a.css": "\n".repeat(500) }), []);
});

test("tests may import anything", () => {
  assert.deepEqual(problems({ "packages/server/src/core/a.test.ts": `import "../app/main.ts";` }), []);
});

test("imports are found over several lines", () => {
  assert.deepEqual(importsOf(`import {\n  a,\n} from "./b.ts";\nimport "./c.ts";`), ["./b.ts", "./c.ts"]);
});

test("zo: what runs everywhere imports no package and nothing above it; what knows its runtime may", () => {
  const zo = (path: string, line: string) => problems({ [`packages/zo/src/${path}`]: line });
  assert.deepEqual(zo("client/a.ts", `import "../wire/b.ts";`), []);
  assert.deepEqual(zo("node/a.ts", `import "node:http"; import "ws"; import "../server/b.ts";`), []);
  assert.deepEqual(zo("index.ts", `import "./server/b.ts";`), []);
  assert.equal(zo("client/a.ts", `import type { X } from "../server/b.ts";`).length, 1);
  assert.equal(zo("client/a.ts", `import "node:http";`).length, 1);
  assert.equal(zo("server/a.ts", `import "ws";`).length, 1);
  assert.equal(zo("node/a.ts", `import "@parlance/server/a.ts";`).length, 1);
  assert.equal(zo("somewhere/a.ts", "").length, 1);
});

test("of other packages the server imports exactly one, in the folder of its dialect", () => {
  const line = `import { Hub } from "@parlance/zo";`;
  assert.deepEqual(problems({ "packages/server/src/dialects/zo/a.ts": line }), []);
  assert.equal(problems({ "packages/server/src/dialects/zo/a.ts": `import "@parlance/zo/node";` }).length, 1);
  for (const folder of ["dialects/roster", "dialects", "core", "transport"]) {
    assert.equal(problems({ [`packages/server/src/${folder}/a.ts`]: line }).length, 1, folder);
  }
});

test("the SDK runs everywhere: zo's client and nothing else, and of its contract only the types", () => {
  const fine = [`import { createPlainClient } from "@parlance/zo/client";`, `import type { Message } from "../contract.ts";`];
  assert.deepEqual(problems({ "packages/client/src/room/a.ts": fine.join("\n") }), []);
  assert.deepEqual(problems({ "packages/client/src/contract/a.ts": `import { z } from "zod";` }), []);
  for (const line of [
    `import { z } from "zod";`,
    `import { readFileSync } from "node:fs";`,
    `import { create } from "@parlance/zo";`,
    `import { message } from "../contract.ts";`,
    `import { message } from "../contract/words.ts";`,
  ]) {
    assert.equal(problems({ "packages/client/src/room/a.ts": line }).length, 1, line);
  }
});

test("the SDK's hooks know React and nothing else, and the rest of the SDK does not know them", () => {
  const hooks = [`import { useMemo } from "react";`, `import { isSame } from "../base/same.ts";`].join("\n");
  assert.deepEqual(problems({ "packages/client/src/react/a.ts": hooks }), []);
  assert.deepEqual(problems({ "packages/client/src/react.ts": `export { useChat } from "./react/provider.ts";` }), []);
  for (const line of [`import "react-dom";`, `import "@parlance/zo/client";`, `import { message } from "../contract.ts";`]) {
    assert.equal(problems({ "packages/client/src/react/a.ts": line }).length, 1, line);
  }
  for (const line of [
    `import { useMemo } from "react";`,
    `import "../react/view.ts";`,
    `import type { Unread } from "../react.ts";`,
  ]) {
    assert.equal(problems({ "packages/client/src/room/a.ts": line }).length, 1, line);
  }
  assert.equal(problems({ "packages/client/src/index.ts": `export { useChat } from "./react/provider.ts";` }).length, 1);
});

test("the web client knows of our packages the SDK alone; its journeys may run the server", () => {
  const sdk = `import { createChat } from "@parlance/client"; import { useChat } from "@parlance/client/react";`;
  const server = `import { ServerProcess } from "@parlance/conformance/server-process.ts";`;
  assert.deepEqual(problems({ "packages/web/src/chat/A.tsx": sdk, "packages/web/journeys/a.ts": `${sdk}\n${server}` }), []);
  for (const line of [
    server,
    `import "@parlance/client-of-others";`,
    `import "@parlance/zo/client";`,
    `import type { Chat } from "@parlance/server/core/api.ts";`,
    `import "../../../server/src/core/api.ts";`,
    `import "../../build/sources.ts";`,
  ]) {
    assert.equal(problems({ "packages/web/src/chat/A.tsx": line }).length, 1, line);
  }
  assert.equal(problems({ "packages/web/build/a.ts": server }).length, 1);
  for (const line of [`import "@parlance/web/build/build.ts";`, `import "../../../web/build/build.ts";`])
    assert.equal(problems({ "packages/server/src/http/a.ts": line }).length, 1, line);
});

test("the chat and the playground share the design and the texts, which know neither, and nothing else", () => {
  const page = (path: string, line: string) => problems({ [`packages/web/src/${path}`]: line });
  for (const path of ["chat/A.tsx", "playground/A.tsx", "main.tsx", "design/A.tsx"]) {
    const up = path.includes("/") ? ".." : ".";
    assert.deepEqual(page(path, `import "${up}/design/tokens.css";\nimport { text } from "${up}/text/text.ts";`), [], path);
  }
  assert.deepEqual(page("chat/A.tsx", `import "../session/session.ts";`), []);
  assert.deepEqual(page("playground/A.tsx", `import "./b.ts";`), []);
  for (const [path, line] of [
    ["chat/A.tsx", `import "../playground/b.ts";`],
    ["main.tsx", `import "./playground/b.ts";`],
    ["playground/A.tsx", `import type { Session } from "../session/session.ts";`],
    ["playground/main.tsx", `const { App } = await import("../app/App.tsx");`],
    ["design/A.tsx", `import "../chat/b.ts";`],
    ["text/text.ts", `import "../playground/b.ts";`],
  ] as const) {
    assert.equal(page(path, line).length, 1, `${path}: ${line}`);
  }
});
