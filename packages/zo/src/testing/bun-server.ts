/** The suite's app on Bun, in a process of its own: prints its address, stops when its input ends. Run by bun/black-box.test.ts. */

import type { NativeHandlers, NativeServer } from "../bun/native.ts";
import { serve } from "../bun.ts";
import type { Bounds } from "../server/bounds.ts";
import { suiteApp } from "./suite-app.ts";

interface BunGlobal {
  serve(options: {
    readonly port: number;
    readonly hostname: string;
    readonly fetch: (request: Request, server: NativeServer) => Promise<Response | undefined>;
    readonly websocket: NativeHandlers;
  }): { readonly port: number; stop(): Promise<void> };
}

const { Bun } = globalThis as { readonly Bun?: BunGlobal };
if (Bun === undefined) throw new Error("this file is for Bun");

const bounds = JSON.parse(process.argv[2] ?? "{}") as Partial<Bounds>;
const served = serve(suiteApp(), { bounds, onError: () => undefined });
const { fetch, websocket } = served;
const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch, websocket });
process.stdout.write(`ws://127.0.0.1:${server.port}\n`);

process.stdin.on("end", async () => {
  await served.close();
  await server.stop();
  process.exit();
});
process.stdin.resume();
