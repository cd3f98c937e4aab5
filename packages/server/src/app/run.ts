/** Reads the configuration, starts the server, stops it on SIGTERM or SIGINT. Exit codes: 0 stopped, 1 failed, 2 misconfigured. */
import type { Logger } from "../ports/telemetry.ts";
import { bannerText, writeReadyFile } from "./announce.ts";
import { ConfigError } from "./config/given.ts";
import { type CommandLine, type Config, helpText, readCommandLine } from "./config/read-config.ts";
import { createLog } from "./logging.ts";
import { type RunningServer, startServer } from "./server.ts";
import { version } from "./version.ts";

function commandLine(): CommandLine {
  try {
    return readCommandLine(process.argv.slice(2), process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`parlance: ${error.message}\n`);
    process.exit(2);
  }
}

async function start(config: Config, log: Logger): Promise<RunningServer> {
  try {
    return await startServer(config, log);
  } catch (error) {
    return failed(error, log);
  }
}

/** What can be mended by whoever started it is one sentence; the rest is for whoever mends the code. */
function failed(error: unknown, log: Logger): never {
  log.error({ err: error }, "cannot start");
  process.stderr.write(`parlance: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}

async function run(config: Config): Promise<void> {
  const log = createLog(config.logLevel);
  const server = await start(config, log);
  const { served } = server;
  let isStopping = false;

  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (isStopping) process.exit(1);
    isStopping = true;
    log.info({ signal }, "stopping");
    setTimeout(() => {
      log.error({ afterMs: config.bounds.shutdownMs }, "an orderly stop took too long");
      process.exit(1);
    }, config.bounds.shutdownMs).unref();
    await server.stop();
    log.info({}, "stopped");
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, (name) => {
      stop(name).catch((error: unknown) => {
        log.error({ err: error }, "an orderly stop failed");
        process.exit(1);
      });
    });
  }

  process.stdout.write(bannerText(served));
  try {
    if (config.readyFile !== null) writeReadyFile(config.readyFile, served);
  } catch (error) {
    await server.stop();
    failed(error, log);
  }
  log.info({ version, node: process.version, http: served.http, data: served.data }, "ready");
}

const line = commandLine();
switch (line.kind) {
  case "help":
    process.stdout.write(helpText());
    break;
  case "version":
    process.stdout.write(`${version}\n`);
    break;
  case "run":
    await run(line.config);
    break;
}
