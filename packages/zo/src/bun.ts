export { type BunServer, type ServeOptions, serve } from "./bun/serve.ts";
