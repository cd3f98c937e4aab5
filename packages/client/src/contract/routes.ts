/** All that can be said in the native protocol: each area has a file of its own. */
import { accountRoutes, userRoutes } from "./account.ts";
import { blockRoutes } from "./blocks.ts";
import { messageRoutes } from "./messages.ts";
import { moderationRoutes } from "./moderation.ts";
import { muteRoutes } from "./mutes.ts";
import { presenceRoutes } from "./presence.ts";
import { readRoutes } from "./reads.ts";
import { reportRoutes } from "./reports.ts";
import { roomRoutes } from "./rooms.ts";
import { searchRoutes } from "./search.ts";
import { serverRoutes } from "./server.ts";
import { syncRoutes } from "./sync.ts";
import { typingRoutes } from "./typing.ts";

export const nativeRoutes = {
  sync: syncRoutes,
  rooms: { ...roomRoutes, ...moderationRoutes },
  messages: messageRoutes,
  account: accountRoutes,
  users: userRoutes,
  reads: readRoutes,
  mutes: muteRoutes,
  blocks: blockRoutes,
  reports: reportRoutes,
  server: serverRoutes,
  search: searchRoutes,
  presence: presenceRoutes,
  typing: typingRoutes,
};
export type NativeRoutes = typeof nativeRoutes;
