import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { emojiData } from "./build/emoji-data.ts";

/** Two pages that share what they can: the chat, and the playground. `npm run dev -w packages/web` shows both, of a server on port 8080. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), emojiData()],
  build: {
    target: ["chrome120", "firefox121", "safari17"],
    // The policy allows no data URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { input: ["index.html", "playground.html"] },
  },
  server: {
    proxy: Object.fromEntries(
      ["/auth", "/files", "/docs", "/account", "/user", "/ws", "/zo", "/chat", "/reactions", "/openchamp"].map((path) => [
        path,
        { target: process.env["PARLANCE_URL"] ?? "http://127.0.0.1:8080", ws: true },
      ]),
    ),
  },
});
