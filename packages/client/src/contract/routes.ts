/** All that can be said in the native protocol: each area has a file of its own. */
import { messageRoutes } from "./messages.ts";
import { roomRoutes } from "./rooms.ts";
import { searchRoutes } from "./search.ts";
import { syncRoutes } from "./sync.ts";

export const nativeRoutes = {
  sync: syncRoutes,
  rooms: roomRoutes,
  messages: messageRoutes,
  search: searchRoutes,
};
export type NativeRoutes = typeof nativeRoutes;
