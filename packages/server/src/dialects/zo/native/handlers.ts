import type { NativeRoutes } from "@parlance/client/contract";
import type { AreaHandlers, Native } from "./native.ts";
import { presenceHandlers } from "./presence.ts";
import { roomHandlers } from "./rooms.ts";
import { searchHandlers } from "./search.ts";
import { typingHandlers } from "./typing.ts";

/** The native protocol joined to the one world: each area has a file of its own. */
export function nativeHandlers(native: Native): { readonly [Area in keyof NativeRoutes]?: AreaHandlers<Area> } {
  return {
    rooms: roomHandlers(native),
    search: searchHandlers(native),
    presence: presenceHandlers(native),
    typing: typingHandlers(native),
  };
}
