import type { Plugin } from "vite";

interface Cut {
  readonly file: RegExp;
  readonly found: RegExp;
  readonly by: string;
}

/** What no bundler can see is of no use here. */
const cuts: readonly Cut[] = [
  {
    // All after its lexer: an instance that makes HTML, and functions that use it. It is made when the module is loaded.
    file: /\/marked\/lib\/marked\.esm\.js$/,
    found:
      /var \w+=new (\w+);function .*export\{(?=[^{}]*\b\1 as Marked\b)[^{}]*\b(\w+) as Lexer\b[^{}]*\b(\w+) as Tokenizer\b[^{}]*\};/s,
    by: "export{$2 as Lexer,$3 as Tokenizer};",
  },
  {
    // It is given its data (`emoji/picker-data.ts`), so what fetches, checks and keeps them otherwise is for nobody.
    file: /\/frimousse\/dist\/index\.js$/,
    found: /(resolveEmojiData:(\w+))=(\w+)\}(.*?)\b\2===\3\?\3\(\w+,\w+\):/s,
    by: "$1}$4",
  },
];

/** Libraries without their parts that are never run. A library that is not as it was fails the build. */
export function unusedParts(): Plugin {
  return {
    name: "unused-parts",
    apply: "build",
    transform: {
      filter: { id: cuts.map(({ file }) => file) },
      handler(code, id) {
        const cut = cuts.find(({ file }) => file.test(id));
        if (cut === undefined) return undefined;
        if (!cut.found.test(code))
          throw new Error(`${id} is not as it was: build/unused-parts.ts does not know what to leave out`);
        return { code: code.replace(cut.found, cut.by), map: null };
      },
    },
  };
}
