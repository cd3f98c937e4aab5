import assert from "node:assert/strict";
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { blocksOf } from "../docs/blocks.ts";
import { compiler } from "../types/language-server.ts";

const home = join(import.meta.dirname, "..", "..");
const root = join(home, "..", "..");
const run = promisify(execFile);
const node = process.execPath;

/** A copy of the package at the same depth, to be packed as it is packed for a release. */
let copy: string;
/** A stranger's folder, with the tarball installed. */
let stranger: string;

/** What the stranger's `npm i` brings beside the tarball, taken from here: tests have no network. */
function bring(name: string, from = root): void {
  cpSync(join(from, "node_modules", name), join(stranger, "node_modules", name), { recursive: true, dereference: true });
}

async function compile(compilerOptions: object, files: readonly string[]): Promise<void> {
  writeFileSync(join(stranger, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
  await run(node, [compiler, "-p", stranger]).catch((error: { stdout: string }) => assert.fail(error.stdout));
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Resolves when somebody listens there. */
async function listens(port: number): Promise<void> {
  for (let round = 0; round < 10_000; round++) {
    const socket = connect(port, "localhost");
    const isThere = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    });
    socket.destroy();
    if (isThere) return;
  }
  throw new Error("nobody listens");
}

/** The README's settings: what it tells a reader to write. */
function settingsOfReadme(): object {
  const [, json = ""] = /```json\n([\s\S]*?)```/.exec(readFileSync(join(home, "README.md"), "utf8")) ?? [];
  return (JSON.parse(json) as { compilerOptions: object }).compilerOptions;
}

describe("published", () => {
  before(async () => {
    mkdirSync(join(root, ".tmp"), { recursive: true });
    copy = mkdtempSync(join(root, ".tmp", "zo-pack-"));
    stranger = mkdtempSync(join(tmpdir(), "zo-stranger-"));
    for (const name of ["src", "docs", "package.json", "tsconfig.build.json", "README.md", "PROTOCOL.md", "LICENSE"]) {
      cpSync(join(home, name), join(copy, name), { recursive: true });
    }
    await run("npm", ["pack", "--pack-destination", stranger], { cwd: copy });
    await run("npm", ["init", "-y"], { cwd: stranger });
    await run("npm", ["pkg", "set", "type=module"], { cwd: stranger });
    await run("npm", ["install", "--offline", "./parlance-zo-0.1.0.tgz"], { cwd: stranger });
    for (const name of ["ws", "zod", "@types/node", "undici-types"]) bring(name);
    for (const [name, code] of [...blocksOf(join(home, "README.md")), ...blocksOf(join(home, "docs", "react.md"))])
      writeFileSync(join(stranger, name), code);
  });

  after(() => {
    for (const folder of [copy, stranger]) rmSync(folder, { recursive: true, force: true });
  });

  test("packing leaves the repository's manifest as it was", () => {
    assert.equal(readFileSync(join(copy, "package.json"), "utf8"), readFileSync(join(home, "package.json"), "utf8"));
  });

  test("the package holds what it needs: a license, a README, JavaScript with its types; no tests, no sources, no scripts", () => {
    const installed = join(stranger, "node_modules", "@parlance", "zo");
    const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
    for (const name of ["scripts", "devDependencies", "publishConfig", "dependencies", "private"])
      assert.ok(!(name in manifest), name);
    for (const name of ["LICENSE", "README.md", "PROTOCOL.md", "docs/react.md"]) readFileSync(join(installed, name));
    for (const path of Object.values<string>(manifest.exports)) {
      readFileSync(join(installed, path));
      readFileSync(join(installed, path.replace(/\.js$/, ".d.ts")));
    }
    assert.throws(() => readFileSync(join(installed, "src", "index.ts")));
    assert.throws(() => readFileSync(join(installed, "dist", "testing", "suite.js")));
    assert.equal(readFileSync(join(installed, "LICENSE"), "utf8"), readFileSync(join(root, "LICENSE"), "utf8"));
  });

  test("every entry point without a peer of its own loads, and says the same names as here", async () => {
    const entries = ["", "/client", "/node", "/bus", "/bun", "/bus/redis"];
    const lines = entries.map((entry) => `console.log(Object.keys(await import("@parlance/zo${entry}")).sort().join());`);
    const script = ["--input-type=module", "--eval", lines.join("\n")];
    const [there, here] = await Promise.all([run(node, script, { cwd: stranger }), run(node, script, { cwd: home })]);
    assert.equal(there.stdout, here.stdout);
    assert.equal(there.stdout.trim().split("\n").length, entries.length);
  });

  test("the README's chat compiles with the README's settings and the package's types checked", async () => {
    await compile(settingsOfReadme(), ["contract.ts", "server.ts", "client.ts", "middleware.ts", "requests.ts", "streams.ts"]);
  });

  test("the components of docs/react.md compile with the types of React 18", async () => {
    bring("@types/react", join(root, "packages", "zo-compat"));
    for (const name of ["@types/prop-types", "csstype"]) bring(name);
    const browser = { lib: ["es2024", "dom", "dom.iterable"], jsx: "react-jsx" };
    await compile({ ...settingsOfReadme(), ...browser }, ["chat.tsx", "history.tsx"]);
  });

  test("the README's chat runs: the client joins, says hello, hears itself, and sees its room", async () => {
    const port = await freePort();
    for (const name of ["server.ts", "client.ts"]) {
      const code = readFileSync(join(stranger, name), "utf8");
      assert.ok(code.includes("3000"), name);
      writeFileSync(join(stranger, name), code.replaceAll("3000", String(port)));
    }
    const children: ChildProcess[] = [];
    try {
      const server = spawn(node, ["server.ts"], { cwd: stranger, stdio: "inherit" });
      children.push(server);
      await listens(port);
      const client = spawn(node, ["client.ts"], { cwd: stranger, stdio: ["ignore", "pipe", "inherit"] });
      children.push(client);
      const lines: string[] = [];
      for await (const line of createInterface({ input: client.stdout })) {
        lines.push(line.replace(/^.* ann:/, "… ann:"));
        if (lines.length === 2) break;
      }
      assert.deepEqual(lines, ["… ann: hello", "I am in Set(1) { 'lounge' }"]);
    } finally {
      await Promise.all(
        children.map((child) => {
          const exited = once(child, "exit");
          child.kill();
          return child.exitCode === null ? exited : undefined;
        }),
      );
    }
  });
});
