import type { Plugin } from "vite";

interface Parts {
  readonly file: RegExp;
  /** What is found, and what stands there instead. */
  readonly cuts: readonly (readonly [found: RegExp, by: string])[];
}

/** What no bundler can see is of no use here. */
const unused: readonly Parts[] = [
  {
    file: /\/marked\/lib\/marked\.esm\.js$/,
    cuts: [
      // All after its lexer: an instance that makes HTML, and functions that use it. It is made when the module is loaded.
      [
        /var \w+=new (\w+);function .*export\{(?=[^{}]*\b\1 as Marked\b)[^{}]*\b(\w+) as Lexer\b[^{}]*\b(\w+) as Tokenizer\b[^{}]*\};/s,
        "export{$2 as Lexer,$3 as Tokenizer};",
      ],
      // The tokenizers that ours (`markup/tokenizer.ts`) puts others in the place of.
      [/(?<=\})code\(\w\)\{.*?(?=fences\(\w\)\{)/s, ""],
      [/(?<=\})heading\(\w\)\{.*?(?=blockquote\(\w\)\{)/s, ""],
      [/(?<=\})html\(\w\)\{.*?(?=paragraph\(\w\)\{)/s, ""],
      [/(?<=\})tag\(\w\)\{.*?(?=link\(\w\)\{)/s, ""],
      [/(?<=\})reflink\(\w,\w\)\{.*?(?=emStrong\()/s, ""],
      [/(?<=\})br\(\w\)\{.*?(?=del\()/s, ""],
      // Their patterns, and those of other kinds of Markdown.
      [/(?<=\{blockquote:[^{}]*)(?:code|def|html):\w+,/g, ""],
      [/(?<=\{_backpedal:[^{}]*)(?:br|nolink|reflink):\w+,/g, ""],
      [/\{normal:\w+,(gfm:\w+),[\w:,]*pedantic:\w+\}/g, "{$1}"],
      // All patterns are put together when the module is loaded, those of nobody too.
      [/(?<=[=:])(?=g\()/g, "/*#__PURE__*/"],
    ],
  },
  {
    // It is given its data (`emoji/picker-data.ts`), so what fetches, checks and keeps them otherwise is for nobody.
    file: /\/frimousse\/dist\/index\.js$/,
    cuts: [[/(resolveEmojiData:(\w+))=(\w+)\}(.*?)\b\2===\3\?\3\(\w+,\w+\):/s, "$1}$4"]],
  },
  {
    // No page comes drawn from the server, and none asks for files by React.
    file: /\/react-dom\/cjs\/react-dom-client\.production\.js$/,
    cuts: [
      [/^exports\.hydrateRoot = .*?(?=^exports\.version)/ms, ""],
      [/(?<=requestFormReset),\s+D: prefetchDNS,.*?M: preinitModuleScript\b/s, ""],
    ],
  },
  {
    file: /\/react-dom\/cjs\/react-dom\.production\.js$/,
    cuts: [[/^exports\.preconnect = .*?(?=^exports\.requestFormReset)/ms, ""]],
  },
];

/** The module without what is never run; undefined for one that is left as it is. */
export function withoutUnused(id: string, code: string): string | undefined {
  const cuts = unused.find(({ file }) => file.test(id))?.cuts;
  return cuts?.reduce((left, [found, by]) => {
    const rest = left.replace(found, by);
    if (rest === left) throw new Error(`${id} is not as it was: build/unused-parts.ts does not know what to leave out`);
    return rest;
  }, code);
}

/** Libraries without their parts that are never run. A library that is not as it was fails the build. */
export function unusedParts(): Plugin {
  return {
    name: "unused-parts",
    apply: "build",
    transform: {
      filter: { id: unused.map(({ file }) => file) },
      handler: (code, id) => ({ code: withoutUnused(id, code) ?? code, map: null }),
    },
  };
}
