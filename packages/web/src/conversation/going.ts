/** Ways through a room's history: to a message, by a link or a reply, and back to the latest. */
import { ChatError, type Room } from "@parlance/client";
import { useChat, useChatEvent, useMe, useMessages } from "@parlance/client/react";
import { useCallback, useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { placeOf, places } from "../app/places.ts";
import { say } from "../design/Toasts.tsx";
import { reasonOf } from "../text/errors.ts";
import { text } from "../text/text.ts";
import type { Goal, HistoryView } from "./history-view.ts";

interface Seeking {
  readonly seek: (goal: Goal) => void;
  /** The part of the history that is to be opened is not here yet. */
  readonly isSeeking: boolean;
}

/** Goes to a part of the history, which is loaded if need be. */
export function useSeeking(roomId: string, view: HistoryView, first: Goal): Seeking {
  const room = useChat().room(roomId);
  const [isSeeking, setSeeking] = useState(first.kind !== "end");
  const seek = useCallback(
    (to: Goal): void => {
      const isHere = (): boolean =>
        to.kind === "end" || to.kind === "new" || room.get().messages.some(({ id }) => id === to.messageId);
      view.go(to);
      if (isHere()) {
        setSeeking(false);
        return;
      }
      bring(room, to, isHere)
        .catch((error: unknown) => {
          say(reasonOf(error) === "not_found" ? text.conversation.notFound : text.errors(error), { isError: true });
          view.go({ kind: "end" });
          return room.loadLatest().catch(() => undefined);
        })
        .finally(() => setSeeking(false));
    },
    [view, room],
  );
  return { seek, isSeeking };
}

/** Of a message that is not there the server gives what is near. */
async function bring(room: Room, to: Goal, isHere: () => boolean): Promise<void> {
  if ("messageId" in to) await room.loadAround(to.messageId);
  if (!isHere()) throw new ChatError("not_found");
}

interface GoingOptions {
  readonly isLoaded: boolean;
  readonly messageId: number | undefined;
  readonly goal: Goal;
  readonly seek: (goal: Goal) => void;
}

/** To where the address says, each time that it is said. */
export function useGoing({ isLoaded, messageId, goal, seek }: GoingOptions): void {
  const gone = useRef<number | "first">("first");
  useEffect(() => {
    if (!isLoaded) return;
    const isFirst = gone.current === "first";
    gone.current = messageId ?? 0;
    if (messageId !== undefined) seek({ kind: "message", messageId });
    else if (isFirst && goal.kind === "place") seek(goal);
  }, [isLoaded, messageId, goal, seek]);
  useEffect(() => {
    const again = (): void => {
      const place = placeOf(location.pathname);
      if (place.messageId !== undefined && place.messageId === gone.current)
        seek({ kind: "message", messageId: place.messageId });
    };
    addEventListener("pushState", again);
    return () => removeEventListener("pushState", again);
  }, [seek]);
}

/** Back to the newest messages, from wherever one is. */
export function useToLatest(roomId: string, messageId: number | undefined, view: HistoryView): () => void {
  const room = useChat().room(roomId);
  const leaveAddress = useLeaveAddress(roomId, messageId);
  const toLatest = useCallback(() => {
    leaveAddress();
    view.go({ kind: "end" });
    room.loadLatest().catch((error: unknown) => say(text.errors(error), { isError: true }));
  }, [leaveAddress, view, room]);
  useOwnSends(roomId, toLatest);
  return toLatest;
}

/** Who goes back to the latest is no more at the message that was linked to. */
function useLeaveAddress(roomId: string, messageId: number | undefined): () => void {
  const [, go] = useLocation();
  return useCallback(() => {
    if (messageId !== undefined) go(places.room(roomId) + location.search, { replace: true });
  }, [go, roomId, messageId]);
}

/** Who says something sees it. */
function useOwnSends(roomId: string, toLatest: () => void): void {
  const { messages, hasNewer } = useMessages(roomId);
  const myId = useMe()?.id;
  const last = messages.at(-1);
  const unsent = last === undefined || last.state === "sent" ? undefined : last.key;
  const before = useRef(unsent);
  useEffect(() => {
    if (unsent !== undefined && unsent !== before.current) toLatest();
    before.current = unsent;
  }, [unsent, toLatest]);
  // Where an older part is shown what is unsent is not.
  useChatEvent("message", ({ roomId: where, author }) => {
    if (hasNewer && where === roomId && author.id === myId) toLatest();
  });
}
