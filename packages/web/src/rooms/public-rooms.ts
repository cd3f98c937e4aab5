import type { RoomInfo } from "@parlance/client";
import { useChat, useConnection } from "@parlance/client/react";
import { useCallback, useEffect, useRef, useState } from "react";

export interface PublicRooms {
  readonly rooms: readonly RoomInfo[];
  readonly isLoading: boolean;
  readonly hasMore: boolean;
  readonly error: unknown;
  readonly more: () => void;
}

interface Pages {
  readonly rooms: readonly RoomInfo[];
  /** Where to go on; undefined after the last page. */
  readonly after: string | undefined;
  readonly isComplete: boolean;
}

/** The public rooms a page at a time. Whoever looks for one by its name needs them all: `all` goes on to the end. */
export function usePublicRooms({ all }: { readonly all: boolean }): PublicRooms {
  const chat = useChat();
  const { state } = useConnection();
  const [{ rooms, after, isComplete }, setPages] = useState<Pages>({ rooms: [], after: undefined, isComplete: false });
  const [isLoading, setLoading] = useState(false);
  const [error, setError] = useState<unknown>();
  const isAsking = useRef(false);

  const more = useCallback(async (): Promise<void> => {
    if (isAsking.current) return;
    isAsking.current = true;
    setLoading(true);
    setError(undefined);
    try {
      const page = await chat.call.rooms.browse(after === undefined ? {} : { after });
      setPages((before) => ({
        rooms: [...before.rooms, ...page.rooms],
        after: page.next,
        isComplete: page.next === undefined,
      }));
    } catch (failure) {
      setError(failure);
    } finally {
      isAsking.current = false;
      setLoading(false);
    }
  }, [chat, after]);

  const isDue = state === "online" && !isComplete && !isLoading && error === undefined && (all || rooms.length === 0);
  useEffect(() => {
    if (isDue) void more();
  }, [isDue, more]);
  return { rooms, isLoading: isLoading || (isDue && rooms.length === 0), hasMore: !isComplete, error, more: () => void more() };
}
