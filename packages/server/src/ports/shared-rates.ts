import type { BoundName } from "./bounds.ts";

/** The bounds that are rates of a user or an address. */
export type RateName = Exclude<Extract<BoundName, `${string}PerMinute`>, "framesPerMinute">;

/**
 * Which rates hold over all nodes together: those that keep secrets, disk and other people's peace. The rest bounds what one node has to do, for
 * which each has its own strength.
 */
export const isShared: Readonly<Record<RateName, boolean>> = {
  loginsPerAddressPerMinute: true,
  loginFailuresPerAccountPerMinute: true,
  registrationsPerAddressPerMinute: true,
  reactionsMessagesPerMinute: true,
  sendsPerMinute: true,
  guestPrivatesPerAddressPerMinute: true,
  togglesPerMinute: true,
  messageChangesPerMinute: true,
  roomChangesPerMinute: true,
  directsPerMinute: true,
  settingsPerMinute: true,
  reportsPerMinute: true,
  serverDeedsPerMinute: true,
  filesPerMinute: true,
  filesPerAddressPerMinute: true,
  exportsPerMinute: true,
  searchesPerMinute: true,
  connectsPerAddressPerMinute: false,
  historyPerMinute: false,
  readMarksPerMinute: false,
  unreadCountsPerMinute: false,
  lookUpsPerMinute: false,
  watchesPerMinute: false,
  typingPerMinute: false,
  refusalLinesPerMinute: false,
};
