import type { NativeRoutes } from "@parlance/client/contract";
import { accountHandlers, userHandlers } from "./account.ts";
import type { AreaHandlers, Native } from "./native.ts";
import { roomHandlers } from "./rooms.ts";

/** The native protocol joined to the one world: each area has a file of its own. */
export function nativeHandlers(native: Native): { readonly [Area in keyof NativeRoutes]?: AreaHandlers<Area> } {
  return {
    rooms: roomHandlers(native),
    account: accountHandlers(native),
    users: userHandlers(native),
  };
}
