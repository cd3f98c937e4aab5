/** Starts that cannot succeed: one clear sentence on stderr, the right exit code, nothing changed and nothing left behind. */
import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import { skipUnless } from "@parlance/server/store/sqlite/testing/children.ts";
import { type Ended, runServer, ServerProcess, temporaryFolder } from "../server-process.ts";

const nobody = 65_534;
const isRoot = process.getuid?.() === 0;
const anywhere = ["--port", "0", "--roster-port", "0"];

/** The sentence is the last line; the log may say more before it. */
function fails(ended: Ended, status: number, sentence: RegExp): void {
  assert.equal(ended.status, status, ended.stderr);
  assert.equal(ended.stdout, "");
  assert.match(ended.stderr.trimEnd().split("\n").at(-1) ?? "", sentence);
}

/** A data folder in which a server has run. */
async function usedFolder(parent: string): Promise<string> {
  const server = await ServerProcess.start(parent);
  await server.stop();
  return server.dataFolder;
}

describe("a start that fails", { concurrency: 2 }, () => {
  it("a second server on the folder exits 1, and the first goes on", async () => {
    await using folder = await temporaryFolder("faults");
    await using server = await ServerProcess.start(folder.path);
    fails(runServer([...anywhere, "--data", server.dataFolder]), 1, /^parlance: another server is running on .*; stop it first/);
    assert.equal((await fetch(`${server.deployment.http}/ready`)).status, 200);
  });

  it("a database of a newer version exits 1 and is left as it is", async () => {
    await using folder = await temporaryFolder("faults");
    const data = await usedFolder(folder.path);
    const db = new DatabaseSync(join(data, "parlance.db"));
    db.exec("PRAGMA user_version = 99");
    fails(runServer([...anywhere, "--data", data]), 1, /^parlance: .* was written by a newer version .*; start that version$/);
    assert.equal(db.prepare("PRAGMA user_version").get()?.["user_version"], 99);
    db.close();
  });

  it("a file that is no database exits 1", async () => {
    await using folder = await temporaryFolder("faults");
    writeFileSync(join(folder.path, "parlance.db"), "no database ".repeat(1_000));
    fails(runServer([...anywhere, "--data", folder.path]), 1, /^parlance: .*parlance\.db is damaged, or not a database/);
  });

  it("a folder that cannot be written exits 1", async (t) => {
    await using folder = await temporaryFolder("faults");
    const data = await usedFolder(folder.path);
    for (const name of ["parlance.db", "parlance.lock"]) chmodSync(join(data, name), 0o444);
    for (const path of [folder.path, data]) chmodSync(path, 0o555);
    // Root may write anywhere, so as root this is seen through another user's eyes.
    const uid = isRoot ? nobody : undefined;
    const { skip } = skipUnless(runServer(["--version"], uid).status === 0 ? null : `user ${nobody} cannot run the server`);
    if (skip !== false) return t.skip(skip);
    fails(runServer([...anywhere, "--data", data], uid), 1, /^parlance: the folder .* may not be written to/);
    for (const path of [folder.path, data]) chmodSync(path, 0o755);
  });

  it("a folder for files that cannot be one exits 1", async () => {
    await using folder = await temporaryFolder("faults");
    writeFileSync(join(folder.path, "files"), "a file where the folder should be");
    fails(runServer([...anywhere, "--data", folder.path]), 1, /^parlance: the files in .*files cannot be opened$/);
  });

  it("a port in use exits 1 and names port and setting, for each of the two", async () => {
    await using folder = await temporaryFolder("faults");
    const other = net.createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const port = String((other.address() as net.AddressInfo).port);
    for (const [setting, free] of [
      ["port", "roster-port"],
      ["roster-port", "port"],
    ]) {
      const ended = runServer([`--${setting}`, port, `--${free}`, "0", "--data", join(folder.path, "data")]);
      fails(
        ended,
        1,
        new RegExp(`^parlance: cannot listen on 127\\.0\\.0\\.1 port ${port} \\(${setting}\\): another program uses it`),
      );
    }
    await new Promise((resolve) => other.close(resolve));
  });

  it("a ready file that cannot be written exits 1, and the folder is free again", async () => {
    await using folder = await temporaryFolder("faults");
    const flags = [...anywhere, "--data", join(folder.path, "data")];
    const ended = runServer([...flags, "--ready-file", join(folder.path, "no", "such", "folder", "ready.json")]);
    assert.equal(ended.status, 1, ended.stderr);
    assert.match(
      ended.stderr.trimEnd().split("\n").at(-1) ?? "",
      /^parlance: cannot write the file .*ready\.json \(ready-file\)/,
    );
    assert.ok(!existsSync(join(folder.path, "data", "parlance.db-wal")), "the database was closed in order");
  });

  it("a configuration that makes no sense exits 2, names the setting and where it came from, and makes no folder", async () => {
    await using folder = await temporaryFolder("faults");
    const data = join(folder.path, "data");
    const file = join(folder.path, "config.yaml");
    mkdirSync(folder.path, { recursive: true });
    const wrong: readonly (readonly [readonly string[], string, RegExp])[] = [
      [["--port", "many"], "", /^parlance: port: "many" is not allowed; allowed: .* \(from --port\)$/],
      [["--no-such-flag"], "", /^parlance: .*no-such-flag.* \(--help lists the flags\)$/],
      [["--bound", "frameBytes=0"], "", /^parlance: bounds\.frameBytes: "0" is not allowed/],
      [["--bound", "noSuchBound=1"], "", /^parlance: bounds\.noSuchBound: no such bound/],
      [["--config", file], "port: [1, 2", /^parlance: config: cannot read /],
      [["--config", file], "\u0000\u0001\u0002", /^parlance: config: /],
      [["--config", file], "just words", /^parlance: config: .* holds no object of settings/],
      [["--config", file], "prot: 8080", /^parlance: prot: no such setting; allowed: /],
      [["--config", file], "bounds: {connections: lots}", /^parlance: bounds\.connections: "lots" is not allowed/],
      [["--config", join(folder.path, "nowhere.yaml")], "", /^parlance: config: cannot read /],
    ];
    for (const [flags, config, sentence] of wrong) {
      writeFileSync(file, config);
      fails(runServer([...anywhere, "--data", data, ...flags]), 2, sentence);
    }
    assert.ok(!existsSync(data));
  });
});
