/** Where a room is opened. */
import { useRoom } from "@parlance/client/react";
import { useLayoutEffect, useState } from "react";
import type { Goal, HistoryView, Place } from "./history-view.ts";

/** To the message that was linked to, back to where one was, or to the end. */
export function firstGoal(messageId: number | undefined, place: Place | undefined): Goal {
  if (messageId !== undefined) return { kind: "message", messageId };
  return place === undefined ? { kind: "end" } : { kind: "place", ...place };
}

/**
 * The last message that was read when the room was opened, where there were unread ones; it stays that while one reads. To who is here for the
 * first time all is new, and nothing more so than the rest.
 */
export function useNewAfter(roomId: string): number | undefined {
  const { isLive, readTo, unread } = useRoom(roomId);
  const [found, setFound] = useState<{ readonly after: number | undefined }>();
  if (found === undefined && isLive && readTo !== undefined) setFound({ after: unread > 0 && readTo > 0 ? readTo : undefined });
  return found?.after;
}

/** Who opens a room goes on where they stopped reading. */
export function useNewLine({
  view,
  newAfter,
  isWanted,
}: {
  view: HistoryView;
  newAfter: number | undefined;
  isWanted: boolean;
}): void {
  useLayoutEffect(() => {
    if (newAfter !== undefined && isWanted && view.isAtEnd) view.go({ kind: "new" });
  }, [view, newAfter, isWanted]);
}
