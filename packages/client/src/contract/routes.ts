/** All that can be said in the native protocol: each area has a file of its own. */
import { accountRoutes, userRoutes } from "./account.ts";
import { messageRoutes } from "./messages.ts";
import { roomRoutes } from "./rooms.ts";
import { syncRoutes } from "./sync.ts";

export const nativeRoutes = {
  sync: syncRoutes,
  rooms: roomRoutes,
  messages: messageRoutes,
  account: accountRoutes,
  users: userRoutes,
};
export type NativeRoutes = typeof nativeRoutes;
