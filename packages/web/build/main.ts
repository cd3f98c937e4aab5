/**
 * Builds the web client, unless it is built already from just these sources: run before each `npm start`. The server runs without it, too,
 * so a build that fails is told and is no reason not to start.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { digestOfSources } from "./sources.ts";

const output = join(import.meta.dirname, "..", "dist");
const stamp = join(output, ".sources");

function builtFrom(): string | undefined {
  try {
    return readFileSync(stamp, "utf8");
  } catch {
    return undefined;
  }
}

const digest = digestOfSources();
if (builtFrom() !== digest) {
  try {
    process.stderr.write("Building the web client (once; it takes some seconds) …\n");
    // Loaded only here: the bundler takes longer to load than it takes to see that there is nothing to do.
    const { buildInto } = await import("./build.ts");
    await buildInto(output, digest);
  } catch (error) {
    process.stderr.write(
      `The web client could not be built, and ${builtFrom() === undefined ? "is not" : "an older one is"} served:\n`,
    );
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    if (process.argv.includes("--strict")) process.exitCode = 1;
  }
}
