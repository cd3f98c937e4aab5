import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { chunkOf } from "./chunks.ts";

const page = (name: string): string => join(import.meta.dirname, "..", name);
const graph: Readonly<Record<string, { readonly at: readonly string[]; readonly later?: readonly string[] }>> = {
  [page("index.html")]: { at: ["main"] },
  [page("playground.html")]: { at: ["Page", "react"] },
  main: { at: ["App", "react"], later: ["Settings", "\0virtual:emoji"] },
  App: { at: ["react", "Dialog"] },
  Settings: { at: ["Tabs", "Switch", "App"] },
  Page: { at: ["Tabs", "Json"] },
};
const chunk = chunkOf({
  getModuleInfo: (id) => ({ importedIds: graph[id]?.at ?? [], dynamicallyImportedIds: graph[id]?.later ?? [] }),
});

test("a module is where the pages that need it look for it", () => {
  const found = ["react", "App", "Dialog", "Settings", "Switch", "Page", "Json"].map(chunk);
  assert.deepEqual(found, ["shared", "chat", "chat", "later", "later", "playground", "playground"]);
});

test("what the chat has later and the playground at once is in the file of neither", () => {
  assert.equal(chunk("Tabs"), "shared");
});

test("a page begins with what it needs at once", () => {
  assert.deepEqual(["index.html", "playground.html"].map(page).map(chunk), ["chat", "playground"]);
});

test("data is in files of its own", () => {
  assert.equal(chunk("\0virtual:emoji"), undefined);
});
