/** Where in the room's history one is. */
import { useChat, useMe, useMessages, useRoom } from "@parlance/client/react";
import { useCallback, useEffect, useMemo, useState } from "react";
import { useGoing, useSeeking, useToLatest } from "./going.ts";
import { type HistoryRow, historyRows } from "./history-rows.ts";
import type { Goal, HistoryView } from "./history-view.ts";
import { firstGoal, useNewAfter, useNewLine } from "./opening.ts";
import { keepPlace, placeIn } from "./places-kept.ts";
import { useReading } from "./reading.ts";
import { useMarked, useSeen, useView } from "./seen.ts";

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
  const { messages, isLoaded, hasOlder, hasNewer } = useMessages(roomId);
  const myId = useMe()?.id;
  const [goal] = useState<Goal>(() => firstGoal(messageId, placeIn(chat, roomId)));
  const [failed, setFailed] = useState<"older" | "newer">();
  const seen = useSeen();
  const marked = useMarked();
  const newAfter = useNewAfter(roomId);
  const rows = useMemo(() => historyRows(messages, { newAfter, myId, hasOlder }), [messages, newAfter, myId, hasOlder]);
  const read = useReading(handle);

  const load = (what: "older" | "newer"): void => {
    setFailed(undefined);
    (what === "older" ? handle.loadOlder() : handle.loadNewer()).catch(() => setFailed(what));
  };
  const view = useView(goal, {
    onWant: (what) => {
      if (failed !== what) load(what);
    },
    onSeen: (now) => {
      read(now);
      seen.see(now);
    },
    onReached: marked.mark,
  });
  const { seek, isSeeking } = useSeeking(roomId, view, goal);
  useGoing({ isLoaded, messageId, goal, seek });
  useNewLine({ view, newAfter, isWanted: goal.kind === "end" });
  useEffect(() => () => keepPlace(chat, roomId, view.place), [chat, roomId, view]);

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
    jump: useCallback((id: number) => seek({ kind: "message", messageId: id }), [seek]),
    toLatest: useToLatest(roomId, messageId, view),
  };
}
