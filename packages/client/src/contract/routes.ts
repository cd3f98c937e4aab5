/** All that can be said in the native protocol: each area has a file of its own. */
import { messageRoutes } from "./messages.ts";
import { presenceRoutes } from "./presence.ts";
import { roomRoutes } from "./rooms.ts";
import { searchRoutes } from "./search.ts";
import { syncRoutes } from "./sync.ts";
import { typingRoutes } from "./typing.ts";

export const nativeRoutes = {
  sync: syncRoutes,
  rooms: roomRoutes,
  messages: messageRoutes,
  search: searchRoutes,
  presence: presenceRoutes,
  typing: typingRoutes,
};
export type NativeRoutes = typeof nativeRoutes;
