/** A PostgreSQL of the test's own: a temporary folder, a free port of 127.0.0.1, gone at the end. */
import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ownMounts } from "@parlance/server/store/sqlite/testing/children.ts";
import pg from "pg";
import { atExit } from "./at-exit.ts";
import { freePort } from "./free-port.ts";

const startTimeoutMs = 30_000;
const shownLogChars = 4_000;
const replicaName = "parlance_replica";

/** The folder of `initdb` and `postgres`: the newest of Debian's, or wherever the PATH has them; null when there is none. */
function programs(): string | null {
  const debian = globSync("/usr/lib/postgresql/*/bin/initdb").sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  const newest = debian.at(-1);
  if (newest !== undefined) return newest.slice(0, -"/initdb".length);
  const { status, stdout } = spawnSync("pg_config", ["--bindir"], { encoding: "utf8" });
  const folder = status === 0 ? stdout.trim() : "";
  return existsSync(join(folder, "initdb")) ? folder : null;
}

/** Why tests that need PostgreSQL are skipped; false where they can run. With PARLANCE_NO_SKIPS (CI) they run, and fail. */
export function withoutPostgres(): string | false {
  if (programs() !== null || process.env["PARLANCE_NO_SKIPS"] === "1") return false;
  return "PostgreSQL is not installed (Debian: apt-get install postgresql)";
}

export interface PostgresOptions {
  /** True: commits are on the disk before they are answered, as in production. Default false: tests that cut no power need not wait. */
  readonly isDurable?: boolean;
  /** Where its folder is made; the system's temporary folder unless told, which may be memory. */
  readonly within?: string;
  /** Further settings, as `-c name=value`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** With it there is a file system in memory of this size, seen by nobody else, for `newDatabaseOnSmallDisk`. */
  readonly diskKiB?: number;
}

/** PostgreSQL does not run as root: there it is given to its own user, or to nobody. */
export function ownUser(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const idOf = (flag: string): number | null => {
    const { status, stdout } = spawnSync("id", [flag, "postgres"], { encoding: "utf8" });
    return status === 0 ? Number(stdout) : null;
  };
  const nobody = 65_534;
  return { uid: idOf("-u") ?? nobody, gid: idOf("-g") ?? nobody };
}

/** A command line that mounts a disk of its own at `folder` and then becomes the program, which may not run as root. */
function beside(folder: string, { diskKiB, program }: { diskKiB: number; program: string }): readonly string[] {
  const { uid, gid } = ownUser();
  const become =
    uid === undefined
      ? ["unshare", "--user", `--map-user=${process.getuid?.()}`, `--map-group=${process.getgid?.()}`]
      : ["setpriv", `--reuid=${uid}`, `--regid=${gid}`, "--clear-groups"];
  const script = `mkdir -p "$1" && mount -t tmpfs -o size=${diskKiB}k,uid=${uid ?? 0},mode=700 none "$1" && shift && exec "$@"`;
  return [...ownMounts(), "sh", "-c", script, "sh", folder, ...become, program];
}

export class PostgresServer implements AsyncDisposable {
  readonly port: number;
  readonly folder: string;
  readonly #bin: string;
  readonly #options: PostgresOptions;
  readonly #forget: () => void;
  #child: ChildProcess | null = null;
  #log = "";
  #databases = 0;

  private constructor(bin: string, port: number, options: PostgresOptions) {
    this.#bin = bin;
    this.port = port;
    this.#options = options;
    this.folder = mkdtempSync(join(options.within ?? tmpdir(), "parlance-postgres-"));
    this.#forget = atExit(() => {
      if (this.#child !== null) for (const pid of this.#pids(this.#child)) signalTo(pid, "SIGKILL");
      rmSync(this.folder, { recursive: true, force: true });
    });
  }

  static async start(options: PostgresOptions = {}): Promise<PostgresServer> {
    const bin = programs();
    if (bin === null) throw new Error("PostgreSQL is not installed (Debian: apt-get install postgresql)");
    const server = new PostgresServer(bin, await freePort(), options);
    const user = ownUser();
    if (user.uid !== undefined) chownSync(server.folder, user.uid, user.gid ?? user.uid);
    const made = ["-D", server.#data, "-U", "parlance", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"];
    execFileSync(join(bin, "initdb"), made, { ...user, cwd: server.folder, stdio: "pipe" });
    await server.run();
    return server;
  }

  /** Of the process whose children serve the connections. */
  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** The end of what it printed. */
  get log(): string {
    return this.#log;
  }

  /** Of a database of this server. */
  url(database = "postgres"): string {
    return `postgres://parlance@127.0.0.1:${this.port}/${database}`;
  }

  /** An empty one, or a copy of `like`, which nobody may be connected to. Answers its URL. */
  async newDatabase(like?: string): Promise<string> {
    this.#databases += 1;
    const name = `test_${this.#databases}`;
    const template = like === undefined ? "template0" : new URL(like).pathname.slice(1);
    await this.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
    return this.url(name);
  }

  /** An empty one whose tables are on the small disk; its log of changes is with that of the others. */
  async newDatabaseOnSmallDisk(): Promise<string> {
    await this.query(`CREATE TABLESPACE small LOCATION '${this.#smallDisk}'`);
    const url = await this.newDatabase();
    await this.query(`ALTER DATABASE ${new URL(url).pathname.slice(1)} SET TABLESPACE small`);
    return url;
  }

  /** The small disk, as seen from here. */
  get smallDisk(): string {
    return join(`/proc/${this.pid}/root`, this.#smallDisk);
  }

  /** One statement by a connection of its own. */
  async query(sql: string, database = "postgres"): Promise<readonly unknown[]> {
    const client = new pg.Client({ connectionString: this.url(database) });
    await client.connect();
    try {
      const { rows } = await client.query<Record<string, unknown>>(sql);
      return rows;
    } finally {
      await client.end();
    }
  }

  /** Starts it, after `kill` on the same port and data again. Resolves when it answers. */
  async run(): Promise<void> {
    const speed = { fsync: "off", synchronous_commit: "on", full_page_writes: "off" };
    const settings = {
      listen_addresses: "127.0.0.1",
      unix_socket_directories: "",
      max_connections: "200",
      shared_buffers: "64MB",
      ...(this.#options.isDurable === true ? {} : speed),
      ...this.#options.settings,
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const deadline = performance.now() + startTimeoutMs;
    // What was killed may hold its shared memory a moment longer: then the first start is refused.
    for (;;) {
      const args = ["-D", this.#data, "-p", String(this.port), ...flags];
      const { diskKiB } = this.#options;
      const program = join(this.#bin, "postgres");
      const [file = "", ...rest] = diskKiB === undefined ? [program] : beside(this.#smallDisk, { diskKiB, program });
      const child = spawn(file, [...rest, ...args], {
        // What mounts a disk becomes that user by itself.
        ...(diskKiB === undefined ? ownUser() : {}),
        cwd: this.folder,
        stdio: ["ignore", "ignore", "pipe"],
      });
      child.stderr.on("data", (chunk: Buffer) => {
        this.#log = (this.#log + chunk.toString("utf8")).slice(-shownLogChars);
      });
      this.#child = child;
      while (child.exitCode === null && child.signalCode === null && performance.now() < deadline) {
        if (await this.#answers()) return;
        await delay(20);
      }
      if (performance.now() >= deadline) throw new Error(`PostgreSQL did not start\n${this.#log}`);
      await delay(100);
    }
  }

  /**
   * A streaming replica of it, beside it. From then on every commit waits until the replica has it on its disk, so that `promote` loses nothing
   * that was answered. Only for a durable one.
   */
  async startReplica(): Promise<PostgresServer> {
    const { isDurable, settings } = this.#options;
    const replica = new PostgresServer(this.#bin, await freePort(), { isDurable: isDurable ?? false, settings: settings ?? {} });
    const user = ownUser();
    if (user.uid !== undefined) chownSync(replica.folder, user.uid, user.gid ?? user.uid);
    const source = `host=127.0.0.1 port=${this.port} user=parlance application_name=${replicaName}`;
    // -R writes what makes it a replica of the source.
    const made = ["-D", replica.#data, "-d", source, "-R", "-X", "stream", "-c", "fast", "--no-sync"];
    execFileSync(join(this.#bin, "pg_basebackup"), made, { ...user, cwd: replica.folder, stdio: "pipe" });
    await replica.run();
    await this.query(`ALTER SYSTEM SET synchronous_standby_names = '${replicaName}'`);
    await this.query("SELECT pg_reload_conf()");
    const deadline = performance.now() + startTimeoutMs;
    for (;;) {
      const [row] = await this.query("SELECT sync_state AS state FROM pg_stat_replication");
      if (JSON.stringify(row).includes('"sync"')) return replica;
      if (performance.now() > deadline) throw new Error(`the replica does not follow: ${JSON.stringify(row)}\n${replica.#log}`);
      await delay(20);
    }
  }

  /** A replica becomes a server that is written to, and waits for nobody. Resolves when it is one. */
  async promote(): Promise<void> {
    await this.query("SELECT pg_promote(true, 30)");
    await this.query("ALTER SYSTEM SET synchronous_standby_names = ''");
    await this.query("SELECT pg_reload_conf()");
  }

  /** As a power cut: it and all its children. What was not on the disk is still in the page cache; only processes die. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    this.#child = null;
    const exited = child.exitCode === null && child.signalCode === null ? once(child, "exit") : null;
    for (const pid of this.#pids(child)) signalTo(pid, "SIGKILL");
    await exited;
    // A child that was being made then may hold its other end for a while.
    child.stderr?.destroy();
  }

  /** Stops the processes where they are (SIGSTOP), connections open. */
  pause(): void {
    if (this.#child !== null) for (const pid of this.#pids(this.#child)) signalTo(pid, "SIGSTOP");
  }

  resume(): void {
    if (this.#child !== null) for (const pid of this.#pids(this.#child)) signalTo(pid, "SIGCONT");
  }

  async stop(): Promise<void> {
    await this.kill();
    this.#forget();
    rmSync(this.folder, { recursive: true, force: true });
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  get #smallDisk(): string {
    return join(this.folder, "small");
  }

  get #data(): string {
    return join(this.folder, "data");
  }

  /** It and its children, which are in sessions of their own. */
  #pids({ pid }: ChildProcess): readonly number[] {
    if (pid === undefined) return [];
    const list = `/proc/${pid}/task/${pid}/children`;
    const children = existsSync(list) ? readFileSync(list, "utf8") : "";
    return [pid, ...children.split(" ").filter(Boolean).map(Number)];
  }

  async #answers(): Promise<boolean> {
    return this.query("SELECT 1").then(
      () => true,
      () => false,
    );
  }
}

function signalTo(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile.
  }
}
