/** The SDK with a server whose answers hold little: nearly everything takes several. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { blocksOf } from "../../../zo/src/docs/blocks.ts";
import { mountsOf } from "../deployment.ts";
import { ServerProcess, temporaryFolder } from "../server-process.ts";
import { sdkSuite } from "./sdk.ts";

const folder = await temporaryFolder("sdk");
const bounds = { catchUpEvents: 4, catchUpAnswer: 6, catchUpRooms: 1, pageSize: 2, roomsPerPage: 1, membersPerPage: 1 };
const server = await ServerProcess.start(folder.path, { bounds, limits: "off" });
after(async () => {
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

sdkSuite(server.deployment);

const root = join(import.meta.dirname, "..", "..", "..", "..");

test("the README's chat in five minutes runs: what one types the other reads", { timeout: 30_000 }, async () => {
  mkdirSync(join(root, ".tmp"), { recursive: true });
  const home = mkdtempSync(join(root, ".tmp", "sdk-readme-"));
  const children: ChildProcess[] = [];
  const run = (name: string) => {
    const child = spawn(process.execPath, [join(home, "chat.ts"), name], { stdio: ["pipe", "pipe", "inherit"] });
    children.push(child);
    return { child, lines: createInterface({ input: child.stdout })[Symbol.asyncIterator]() };
  };
  const hears = async ({ lines }: ReturnType<typeof run>, expected: string): Promise<void> => {
    for (let line = await lines.next(); line.value !== expected; line = await lines.next()) {
      if (line.done) throw new Error(`ended before ${expected}`);
    }
  };
  try {
    const code = blocksOf(join(root, "packages", "client", "README.md")).get("chat.ts") ?? "";
    writeFileSync(join(home, "chat.ts"), code.replace("ws://localhost:8080/zo", mountsOf(server.deployment).zo));
    const [ann, ben] = [run("ann"), run("ben")];
    await Promise.all([hears(ann, "(online)"), hears(ben, "(online)")]);
    ann.child.stdin.write("hello ben\n");
    await hears(ben, "ann: hello ben");
  } finally {
    for (const child of children) child.kill();
    rmSync(home, { recursive: true });
  }
});
