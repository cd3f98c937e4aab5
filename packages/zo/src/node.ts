export { type NodeServer, type ServeOptions, serve } from "./node/serve.ts";
