import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { chunks } from "./build/chunks.ts";
import { shortClassNames } from "./build/class-names.ts";
import { emojiData } from "./build/emoji-data.ts";
import { smallIcons } from "./build/icons.ts";
import { namedReact } from "./build/named-react.ts";
import { shortTokenNames } from "./build/token-names.ts";
import { unusedParts } from "./build/unused-parts.ts";

/** Two pages that share what they can: the chat, and the playground. `npm run dev -w packages/web` shows both, of a server on port 8080. */
export default defineConfig(({ command }) => ({
  root: import.meta.dirname,
  // It asks for what React has had for years.
  resolve: { alias: { "use-sync-external-store/shim/index.js": "react" } },
  plugins: [react(), namedReact(), emojiData(), unusedParts(), shortTokenNames(join(import.meta.dirname, "src")), smallIcons()],
  css: { modules: command === "build" ? { generateScopedName: shortClassNames(join(import.meta.dirname, "src")) } : {} },
  build: {
    target: ["chrome125", "firefox129", "safari17.5"],
    // The policy allows no data URLs.
    assetsInlineLimit: 0,
    // All of it compressed is as large as three of its parts.
    cssCodeSplit: false,
    // Before the bundler's own: the two find different things, and leave a fortieth less than one.
    minify: "terser",
    terserOptions: { ecma: 2020, compress: { passes: 2, pure_getters: true, inline: 1 } },
    // A page names its files. What comes later needs nothing besides that is not there already.
    modulePreload: { polyfill: false, resolveDependencies: (_, files, { hostType }) => (hostType === "html" ? files : []) },
    reportCompressedSize: false,
    rolldownOptions: {
      // Whoever starts the server wants no report of the build.
      checks: { bundlerTimings: false },
      input: ["index.html", "playground.html"],
      output: { codeSplitting: { groups: chunks() }, minify: true },
    },
  },
  server: {
    proxy: Object.fromEntries(
      ["/auth", "/files", "/docs", "/account", "/user", "/ws", "/zo", "/chat", "/reactions", "/openchamp"].map((path) => [
        path,
        { target: process.env["PARLANCE_URL"] ?? "http://127.0.0.1:8080", ws: true },
      ]),
    ),
  },
}));
