/** The HTTP floor over the real core and the memory store, listening on a free port of the loopback. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Chat } from "../../core/api.ts";
import { type MemoryChat, type MemoryChatOptions, memoryChat } from "../../core/testing/memory-chat.ts";
import type { Bounds } from "../../ports/bounds.ts";
import { createHttp, type HttpOptions } from "../http.ts";

export interface Served extends Pick<MemoryChat, "chat" | "clock" | "log" | "blobs" | "store">, AsyncDisposable {
  readonly url: string;
}

export interface ServeOptions extends Partial<Omit<HttpOptions, "chat" | "log" | "publicUrl">> {
  readonly bounds?: Partial<Bounds>;
  readonly core?: Omit<MemoryChatOptions, "bounds">;
  /** Puts something in the place of a part of core. */
  readonly changed?: (chat: Chat) => Partial<Chat>;
}

/** As `memoryChat` has it. */
export const publicUrl = "http://chat.test";

/** `await using` closes it. */
export async function serve({
  bounds = {},
  core: coreOptions = {},
  changed = () => ({}),
  ...options
}: ServeOptions = {}): Promise<Served> {
  const core = await memoryChat({ ...coreOptions, bounds });
  const { chat, clock, log, blobs, store } = core;
  const http = createHttp({
    chat: { ...chat, ...changed(chat) },
    clock,
    dialectRoutes: [],
    mounts: [],
    metrics: async () => ({ contentType: "text/plain; version=0.0.4", body: "# nothing\n" }),
    ready: async () => undefined,
    publicUrl: () => publicUrl,
    isUpgrade: () => false,
    allowedOrigins: ["*"],
    web: null,
    addressOf: (request) => request.socket.remoteAddress ?? "",
    log,
    version: "0.0.0-test",
    ...options,
  });
  await http.ready();
  http.server.listen(0, "127.0.0.1");
  await once(http.server, "listening");
  const { port } = http.server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    chat,
    clock,
    log,
    blobs,
    store,
    async [Symbol.asyncDispose]() {
      http.server.closeAllConnections();
      await http.close();
      await core[Symbol.asyncDispose]();
    },
  };
}
