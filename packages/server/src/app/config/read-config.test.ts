import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { boundsWith } from "../../ports/bounds.ts";
import { ConfigError } from "./given.ts";
import { type Config, helpText, readCommandLine } from "./read-config.ts";
import { defaultMounts, settingNames, settings } from "./settings.ts";

let folder = "";
before(() => {
  folder = mkdtempSync(join(tmpdir(), "parlance-config-"));
});
after(() => rmSync(folder, { recursive: true }));

function configOf(argv: string[], env: NodeJS.ProcessEnv = {}): Config {
  const line = readCommandLine(argv, env);
  assert.equal(line.kind, "run");
  return line.kind === "run" ? line.config : assert.fail();
}

function fileOf(content: unknown): string {
  const path = join(folder, "config.json");
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

/** The message must name the setting, what is allowed, and the source. */
function refused(argv: string[], env: NodeJS.ProcessEnv, parts: readonly string[]): void {
  assert.throws(
    () => readCommandLine(argv, env),
    (error) => {
      assert.ok(error instanceof ConfigError, String(error));
      for (const part of parts) assert.ok(error.message.includes(part), `${part} missing in: ${error.message}`);
      return true;
    },
  );
}

describe("configuration", () => {
  test("without anything the documented defaults hold", () => {
    const config = configOf([]);
    assert.equal(config.host, "127.0.0.1");
    assert.equal(config.port, 8080);
    assert.equal(config.rosterPort, 3001);
    assert.equal(config.data, "./data");
    assert.equal(config.limits, true);
    assert.equal(config.compression, false);
    assert.equal(config.logLevel, "info");
    assert.match(config.web ?? "", /packages\/web\/dist$/);
    assert.deepEqual(config.mounts, defaultMounts);
    assert.deepEqual(config.bounds, boundsWith());
  });

  test("flags win over environment, environment over file, file over defaults", () => {
    const file = fileOf({ port: 1, rosterPort: 2, host: "0.0.0.0", data: "/in-file" });
    const env = { PARLANCE_PORT: "11", PARLANCE_ROSTER_PORT: "12", PARLANCE_CONFIG: file };
    const config = configOf(["--port", "111"], env);
    assert.deepEqual([config.port, config.rosterPort, config.host, config.logLevel], [111, 12, "0.0.0.0", "info"]);
  });

  test("every setting can be given as a flag, a variable and in the file, with the same result", () => {
    const values: Record<(typeof settingNames)[number], string> = {
      host: "::1",
      port: "0",
      rosterPort: "65535",
      data: "/x",
      database: "postgres://u:p@db.example/chat?sslmode=verify-full",
      redis: "rediss://:p@redis.example:6380",
      limits: "off",
      compression: "on",
      logLevel: "debug",
      publicUrl: "https://chat.example/base",
      trustedProxies: "10.0.0.0/8,::1",
      allowedOrigins: "https://chat.example,http://localhost:3000",
      web: "off",
      fileTypes: "image/*,application/pdf",
      loungeAutoJoin: "off",
      mounts: "reactions@main:/a,roster@roster:/",
      readyFile: "/r",
      admins: "alice,Bob the Great",
    };
    for (const name of settingNames) {
      // Redis alone is refused.
      const beside: Record<string, string> = name === "redis" ? { database: values.database } : {};
      const flags = Object.entries(beside).map(([other, value]) => `--${other}=${value}`);
      const byFlag = configOf([`--${settings[name].flag}`, values[name], ...flags])[name];
      const byEnv = configOf(flags, { [settings[name].env]: values[name] })[name];
      const byFile = configOf(["--config", fileOf({ [name]: values[name], ...beside })])[name];
      assert.deepEqual(byEnv, byFlag, name);
      assert.deepEqual(byFile, byFlag, name);
      assert.notDeepEqual(byFlag, settings[name].fallback, name);
      assert.ok(helpText().includes(`--${settings[name].flag} `) && helpText().includes(settings[name].env), name);
    }
  });

  test("a bad value names itself, the allowed values and where it came from", () => {
    refused(["--port", "65536"], {}, ["port", '"65536"', "0 to 65535", "--port"]);
    refused([], { PARLANCE_LIMITS: "maybe" }, ["limits", '"maybe"', "on, off", "environment variable PARLANCE_LIMITS"]);
    refused(["--config", fileOf({ logLevel: "loud" })], {}, ["logLevel", '"loud"', "trace, debug", "config file"]);
    refused(["--trusted-proxies", "10.0.0.0/33"], {}, ["trustedProxies", "CIDR"]);
    for (const origin of ["chat.example", "https://chat.example/", "*,https://chat.example", "null", ""])
      refused([`--allowed-origins=${origin}`], {}, ["allowedOrigins", "https://chat.example"]);
    for (const types of ["image", "*/*", "image/png;q=1", "*,image/png", ""])
      refused([`--file-types=${types}`], {}, ["fileTypes", "application/pdf"]);
    refused(["--public-url", "ftp://x"], {}, ["publicUrl", "http"]);
    refused(["--mounts", "roster@main:/a,rooms@main:/a"], {}, ["mounts", "no place twice"]);
    refused(["--bound", "frameBytes=0"], {}, ["bounds.frameBytes", '"0"', "a whole number from 1", "--bound"]);
    refused([], { PARLANCE_BOUND_FRAME_BYTES: "x" }, ["bounds.frameBytes", "PARLANCE_BOUND_FRAME_BYTES"]);
  });

  test("several nodes need a database they share, and an address of either is refused without being shown", () => {
    refused(["--redis", "redis://x"], {}, ["redis", "database"]);
    for (const [flag, value] of [
      ["database", "mysql://u:sesame@h/d"],
      ["redis", "http://:sesame@h"],
    ] as const) {
      refused([`--${flag}`, value], {}, [flag, "the value given", `--${flag}`]);
      assert.throws(
        () => readCommandLine([`--${flag}`, value], {}),
        (error) => error instanceof ConfigError && !error.message.includes("sesame"),
      );
    }
    for (const scheme of ["redis", "rediss", "redis+cluster", "rediss+cluster", "redis+sentinel"])
      assert.equal(configOf(["--database", "postgresql://h/d", "--redis", `${scheme}://h`]).redis, `${scheme}://h`);
  });

  test("web is a folder, or off, which YAML may take for a boolean", () => {
    assert.equal(configOf(["--web", "/srv/client"]).web, "/srv/client");
    for (const off of ["off", false]) assert.equal(configOf(["--config", fileOf({ web: off })]).web, null);
    refused(["--web="], {}, ["web", "a path, or off"]);
  });

  test("what does not exist is refused, not ignored", () => {
    refused(["--prot", "1"], {}, ["--prot"]);
    refused(["stray"], {}, ["stray"]);
    refused(["--config", fileOf({ prot: 1 })], {}, ["prot", "allowed: host"]);
    refused(["--config", join(folder, "none.json")], {}, ["none.json", "--config"]);
    refused(["--config", fileOf("[1]")], {}, ["no object"]);
    refused(["--config", fileOf("{: ")], {}, ["JSON or YAML"]);
    refused(["--bound", "frameBites=1"], {}, ["frameBites"]);
  });

  test("ports take 0 and 65535 and nothing outside", () => {
    assert.equal(configOf(["--port", "0"]).port, 0);
    assert.equal(configOf(["--port", "65535"]).port, 65_535);
    refused(["--port", "-1"], {}, ["port"]);
    refused(["--port", "1.5"], {}, ["port"]);
  });

  test("bounds come from file, environment and flags, flags last", () => {
    const file = fileOf({ bounds: { frameBytes: 1, connections: 2, jsonDepth: 3 } });
    const config = configOf(["--config", file, "--bound", "frameBytes=11", "--bound=outboxFrames=5"], {
      PARLANCE_BOUND_FRAME_BYTES: "7",
      PARLANCE_BOUND_CONNECTIONS: "8",
    });
    const { frameBytes, connections, jsonDepth, outboxFrames } = config.bounds;
    assert.deepEqual([frameBytes, connections, jsonDepth, outboxFrames], [11, 8, 3, 5]);
  });

  test("--help and --version win over everything else", () => {
    assert.equal(readCommandLine(["--help"], {}).kind, "help");
    assert.equal(readCommandLine(["--version"], {}).kind, "version");
  });
});
