import type { NativeRoutes } from "@parlance/client/contract";
import { accountHandlers, userHandlers } from "./account.ts";
import { messageHandlers } from "./messages.ts";
import { moderationHandlers } from "./moderation.ts";
import type { AreaHandlers, Native } from "./native.ts";
import { blockHandlers, muteHandlers, readHandlers } from "./personal.ts";
import { presenceHandlers } from "./presence.ts";
import { reportHandlers } from "./reports.ts";
import { roomHandlers } from "./rooms.ts";
import { searchHandlers } from "./search.ts";
import { serverHandlers } from "./server.ts";
import { syncHandlers } from "./sync.ts";
import { typingHandlers } from "./typing.ts";

/** The native protocol joined to the one world: each area has a file of its own. */
export function nativeHandlers(native: Native): { readonly [Area in keyof NativeRoutes]?: AreaHandlers<Area> } {
  return {
    sync: syncHandlers(native),
    reads: readHandlers(native),
    mutes: muteHandlers(native),
    blocks: blockHandlers(native),
    messages: messageHandlers(native),
    rooms: { ...roomHandlers(native), ...moderationHandlers(native) },
    account: accountHandlers(native),
    users: userHandlers(native),
    reports: reportHandlers(native),
    server: serverHandlers(native),
    search: searchHandlers(native),
    presence: presenceHandlers(native),
    typing: typingHandlers(native),
  };
}
