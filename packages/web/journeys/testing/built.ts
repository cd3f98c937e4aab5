import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const builder = fileURLToPath(new URL("../../build/main.ts", import.meta.url));

let built: Promise<unknown> | undefined;

/** Builds the client if it is not built from just these sources. Rejects with what the builder says. */
export async function clientIsBuilt(): Promise<void> {
  built ??= promisify(execFile)(process.execPath, [builder, "--strict"]);
  await built;
}
