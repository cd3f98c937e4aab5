import type { Plugin } from "vite";

/** All after its classes: an instance that makes HTML, and functions that use it. */
const rest =
  /var \w+=new (\w+);function .*export\{(?=[^{}]*\b\1 as Marked\b)[^{}]*\b(\w+) as Lexer\b[^{}]*\b(\w+) as Tokenizer\b[^{}]*\};/s;

/** `marked` without what makes HTML, which is never made here: its module has effects of its own, so the bundler leaves nothing out by itself. */
export function lexerOnly(): Plugin {
  return {
    name: "lexer-only",
    apply: "build",
    transform: {
      filter: { id: /\/marked\/lib\/marked\.esm\.js$/ },
      handler(code) {
        if (!rest.test(code)) throw new Error("marked is not as it was: build/lexer-only.ts does not know where its lexer ends");
        return { code: code.replace(rest, "export{$2 as Lexer,$3 as Tokenizer};"), map: null };
      },
    },
  };
}
