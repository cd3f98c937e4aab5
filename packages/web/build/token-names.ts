import { globSync, readFileSync } from "node:fs";
import type { Plugin } from "vite";

/** Made up while the page runs, of a number: it must be called what it is called. */
const kept = /^--person-/;

/** Tokens by short names: there are a hundred of them, in every rule. In components they have none, but for `kept`. */
export function shortTokenNames(folder: string): Plugin {
  const short = new Map<string, string>();
  for (const file of globSync(`${folder}/{design/tokens,playground/playground}.css`).sort()) {
    for (const [name] of readFileSync(file, "utf8").matchAll(/(?<=^\s*)--[\w-]+(?=:)/gm)) {
      if (!kept.test(name) && !short.has(name)) short.set(name, `--${short.size.toString(36)}`);
    }
  }
  return {
    name: "short-token-names",
    apply: "build",
    enforce: "pre",
    transform: {
      filter: { id: /\.css$/ },
      handler: (code) => ({ code: code.replace(/--[a-z][\w-]*/g, (name) => short.get(name) ?? name), map: null }),
    },
  };
}
