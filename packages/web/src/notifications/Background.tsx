import { useAttendance, useNetwork } from "../connection/use-attendance.ts";
import { useOwnProfile } from "../settings/use-own-profile.ts";
import { useNotifications } from "./use-notifications.ts";
import { useTitle } from "./use-title.ts";

/** What goes on behind a chat, whatever is looked at; it draws nothing. */
export function Background(): null {
  useAttendance();
  useNetwork();
  useOwnProfile();
  useTitle();
  useNotifications();
  return null;
}
