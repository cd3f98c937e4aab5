/** Where in the room's history one is and goes: by a link, by a reply, back to the latest. */
import { ChatError } from "@parlance/client";
import { useChat, useChatEvent, useMe, useMessages, useRoom } from "@parlance/client/react";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import { placeOf, places } from "../app/places.ts";
import { say } from "../design/Toasts.tsx";
import { reasonOf } from "../text/errors.ts";
import { text } from "../text/text.ts";
import { type HistoryRow, historyRows } from "./history-rows.ts";
import { type Goal, HistoryView, type Seen } from "./history-view.ts";
import { keepPlace, placeIn } from "./places-kept.ts";
import { useReading } from "./reading.ts";

/** So long a message that was gone to is told from the others. */
const markedForMs = 3_000;

export interface PlaceInHistory {
  readonly view: HistoryView;
  readonly rows: readonly HistoryRow[];
  readonly isAtEnd: boolean;
  /** Messages of others after the last one that was seen. */
  readonly newBelow: number;
  readonly markedId: number | undefined;
  readonly failed: "older" | "newer" | undefined;
  /** The part of the history that was asked for is not here yet. */
  readonly isSeeking: boolean;
  readonly retry: () => void;
  readonly jump: (messageId: number) => void;
  readonly toLatest: () => void;
}

export function usePlaceInHistory(roomId: string, messageId: number | undefined): PlaceInHistory {
  const chat = useChat();
  const { handle, unread } = useRoom(roomId);
  const { messages, isLoaded, hasOlder, hasNewer, loadOlder, loadNewer, loadAround, loadLatest } = useMessages(roomId);
  const myId = useMe()?.id;
  const [goal] = useState<Goal>(() => firstGoal(messageId, placeIn(chat, roomId)));
  const [isSeeking, setSeeking] = useState(goal.kind !== "end");
  const [failed, setFailed] = useState<"older" | "newer">();
  const [seen, setSeen] = useState({ lastId: 0, isAtEnd: true });
  const marked = useMarked();
  const newAfter = useNewAfter(roomId);
  const rows = useMemo(() => historyRows(messages, { newAfter, myId, hasOlder }), [messages, newAfter, myId, hasOlder]);
  const read = useReading(handle);

  const load = (what: "older" | "newer"): void => {
    setFailed(undefined);
    (what === "older" ? loadOlder() : loadNewer()).catch(() => setFailed(what));
  };
  const view = useView(goal, {
    onWant: (what) => {
      if (failed !== what) load(what);
    },
    onSeen: (now) => {
      read(now);
      setSeen((before) => {
        const lastId = Math.max(before.lastId, now.lastId);
        return lastId === before.lastId && now.isAtEnd === before.isAtEnd ? before : { lastId, isAtEnd: now.isAtEnd };
      });
    },
    onReached: marked.mark,
  });

  const seek = useCallback(
    (to: Goal): void => {
      view.go(to);
      if (to.kind === "end" || to.kind === "new" || handle.get().messages.some(({ id }) => id === to.messageId)) {
        setSeeking(false);
        return;
      }
      const lost = (error: unknown): void => {
        say(reasonOf(error) === "not_found" ? text.conversation.notFound : text.errors(error), { isError: true });
        view.go({ kind: "end" });
      };
      loadAround(to.messageId)
        .then(() => {
          // Of a message that is not there one gets what is near.
          if (!handle.get().messages.some(({ id }) => id === to.messageId)) throw new ChatError("not_found");
        })
        .catch(lost)
        .finally(() => setSeeking(false));
    },
    [view, handle, loadAround],
  );
  const jump = useCallback((id: number) => seek({ kind: "message", messageId: id }), [seek]);
  useGoing({ isLoaded, messageId, goal, seek });
  useNewLine({ view, newAfter, isWanted: goal.kind === "end" });
  useEffect(() => () => keepPlace(chat, roomId, view.place), [chat, roomId, view]);

  const leaveAddress = useLeaveAddress(roomId, messageId);
  const toLatest = useCallback(() => {
    leaveAddress();
    view.go({ kind: "end" });
    loadLatest().catch((error: unknown) => say(text.errors(error), { isError: true }));
  }, [leaveAddress, view, loadLatest]);
  useOwnSends(roomId, toLatest);

  const below = rows.filter(({ message }) => (message.id ?? 0) > seen.lastId && message.author.id !== myId).length;
  return {
    view,
    rows,
    isAtEnd: seen.isAtEnd,
    newBelow: hasNewer ? unread : seen.lastId === 0 ? 0 : below,
    markedId: marked.id,
    failed,
    isSeeking,
    retry: () => failed !== undefined && load(failed),
    jump,
    toLatest,
  };
}

function firstGoal(messageId: number | undefined, place: ReturnType<typeof placeIn>): Goal {
  if (messageId !== undefined) return { kind: "message", messageId };
  return place === undefined ? { kind: "end" } : { kind: "place", ...place };
}

interface ViewEvents {
  readonly onWant: (what: "older" | "newer") => void;
  readonly onSeen: (seen: Seen) => void;
  readonly onReached: (messageId: number) => void;
}

/** One for as long as the room is open, whose events go to what is drawn now. */
function useView(goal: Goal, events: ViewEvents): HistoryView {
  const latest = useRef(events);
  useLayoutEffect(() => {
    latest.current = events;
  });
  const [view] = useState(
    () =>
      new HistoryView(
        {
          onWant: (what) => latest.current.onWant(what),
          onSeen: (seen) => latest.current.onSeen(seen),
          onReached: (id) => latest.current.onReached(id),
        },
        goal,
      ),
  );
  return view;
}

function useMarked() {
  const [id, mark] = useState<number>();
  useEffect(() => {
    if (id === undefined) return;
    const timer = setTimeout(() => mark(undefined), markedForMs);
    return () => clearTimeout(timer);
  }, [id]);
  return { id, mark };
}

/**
 * The last message that was read when the room was opened, where there were unread ones; it stays that while one reads. To who is here for the
 * first time all is new, and nothing more so than the rest.
 */
function useNewAfter(roomId: string): number | undefined {
  const { isLive, readTo, unread } = useRoom(roomId);
  const [found, setFound] = useState<{ readonly after: number | undefined }>();
  if (found === undefined && isLive && readTo !== undefined) setFound({ after: unread > 0 && readTo > 0 ? readTo : undefined });
  return found?.after;
}

interface GoingOptions {
  readonly isLoaded: boolean;
  readonly messageId: number | undefined;
  readonly goal: Goal;
  readonly seek: (goal: Goal) => void;
}

/** To where the address says, each time that it is said. */
function useGoing({ isLoaded, messageId, goal, seek }: GoingOptions): void {
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

/** Who opens a room goes on where they stopped reading. */
function useNewLine({ view, newAfter, isWanted }: { view: HistoryView; newAfter: number | undefined; isWanted: boolean }): void {
  useLayoutEffect(() => {
    if (newAfter !== undefined && isWanted && view.isAtEnd) view.go({ kind: "new" });
  }, [view, newAfter, isWanted]);
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
