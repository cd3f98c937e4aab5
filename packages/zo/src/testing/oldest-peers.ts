import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const compat = pathToFileURL(join(import.meta.dirname, "..", "..", "..", "zo-compat", "package.json")).href;

/** From here on this process gets the oldest releases of the peers that zo claims to work with, those of `packages/zo-compat`. */
export function takeOldestPeers(): void {
  registerHooks({
    resolve: (specifier, context, nextResolve) =>
      /^(react|react-dom|ioredis)(\/|$)/.test(specifier)
        ? nextResolve(specifier, { ...context, parentURL: compat })
        : nextResolve(specifier, context),
  });
}
