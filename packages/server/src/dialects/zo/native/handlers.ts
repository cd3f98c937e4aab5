import type { NativeRoutes } from "@parlance/client/contract";
import { messageHandlers } from "./messages.ts";
import type { AreaHandlers, Native } from "./native.ts";
import { blockHandlers, muteHandlers, readHandlers } from "./personal.ts";
import { presenceHandlers } from "./presence.ts";
import { roomHandlers } from "./rooms.ts";
import { syncHandlers } from "./sync.ts";
import { typingHandlers } from "./typing.ts";

/** The native protocol joined to the one world: each area has a file of its own. */
export function nativeHandlers(native: Native): { readonly [Area in keyof NativeRoutes]?: AreaHandlers<Area> } {
  return {
    sync: syncHandlers(native),
    rooms: roomHandlers(native),
    reads: readHandlers(native),
    mutes: muteHandlers(native),
    blocks: blockHandlers(native),
    messages: messageHandlers(native),
    presence: presenceHandlers(native),
    typing: typingHandlers(native),
  };
}
