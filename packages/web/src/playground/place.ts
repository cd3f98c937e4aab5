/** Where the server is, seen from the page: beside it, also behind a proxy that serves both under a path of their own. */
import type { ProtocolName } from "./protocols/protocol.ts";
import { isList, isRecord } from "./schema/json-schema.ts";

/** `path` as the server knows it, such as `/zo`; `page` is the page's address. */
export const besidePage = (path: string, page: string): string => new URL(`.${path}`, page).href;

export const socketUrl = (path: string, page: string): string => besidePage(path, page).replace(/^http/, "ws");

/** The path of a protocol on the page's own listener: one of its own rather than one that it shares. */
export function mountPath(document: unknown, protocol: ProtocolName): string | undefined {
  const mounts = isList(document) ? document.filter(isRecord).filter(({ listener }) => listener === "main") : [];
  const pathOf = (mount: Readonly<Record<string, unknown>>): string => String(mount["path"]);
  const own = mounts.filter((mount) => mount["protocol"] === protocol);
  const isShared = (path: string): boolean => mounts.some((mount) => mount["protocol"] !== protocol && pathOf(mount) === path);
  return own.map(pathOf).find((path) => !isShared(path)) ?? own.map(pathOf)[0];
}
