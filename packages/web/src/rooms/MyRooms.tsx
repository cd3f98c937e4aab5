import type { RoomSummary } from "@parlance/client";
import { useConnection } from "@parlance/client/react";
import { type FocusEvent, type MouseEvent, useRef, useState } from "react";
import { useLocation } from "wouter";
import { places } from "../app/places.ts";
import { Button } from "../design/Button.tsx";
import { text } from "../text/text.ts";
import { useCalmOrder } from "./calm-order.ts";
import { useMuteTime } from "./mute-time.ts";
import { RoomFilter } from "./RoomFilter.tsx";
import { RoomList } from "./RoomList.tsx";
import styles from "./RoomSidebar.module.css";
import { useRoomNames } from "./room-names.ts";
import { sectionsOf, withWords } from "./sections.ts";

interface MyRoomsProps {
  readonly rooms: readonly RoomSummary[];
  readonly roomId: string | undefined;
  readonly onMenu: (entry: RoomSummary, event: MouseEvent<HTMLElement>) => void;
  readonly onFind: () => void;
}

/** With more rooms than this the filter is always there; with fewer it comes when one types. */
const manyRooms = 12;

export function MyRooms({ rooms, roomId, onMenu, onFind }: MyRoomsProps) {
  const nameOf = useRoomNames();
  const [, go] = useLocation();
  const nav = useRef<HTMLElement>(null);
  const [words, setWords] = useState("");
  const [isFiltering, setFiltering] = useState(false);
  const { isHeld, ...holding } = useHolding();
  const calm = useCalmOrder(rooms, isHeld);
  const found = withWords(calm, words, ({ room }) => nameOf(room));
  const sections = sectionsOf(found);
  const now = useMuteTime(rooms);
  const focusList = (): void => nav.current?.querySelector<HTMLElement>('[data-room][tabindex="0"]')?.focus();
  const stop = (): void => {
    setWords("");
    setFiltering(false);
  };
  return (
    <>
      {(rooms.length > manyRooms || isFiltering) && (
        <RoomFilter
          words={words}
          isAsked={isFiltering}
          onWords={setWords}
          onDown={focusList}
          onEnter={() => {
            const [first] = sections.flatMap((section) => section.rooms);
            if (first === undefined) return;
            go(places.room(first.room.id));
            stop();
          }}
          onEscape={() => {
            focusList();
            stop();
          }}
        />
      )}
      <nav ref={nav} aria-label={text.rooms.label} className={styles["rooms"]} {...holding}>
        {rooms.length === 0 ? (
          <Waiting />
        ) : (
          <RoomList
            sections={sections}
            roomId={roomId}
            now={now}
            scroller={nav}
            onMenu={onMenu}
            onType={(letter) => {
              setFiltering(true);
              setWords(words + letter);
            }}
          />
        )}
        {rooms.length > 0 && found.length === 0 && (
          <div className={styles["none"]}>
            <p>{text.rooms.noneFound}</p>
            <Button size="small" variant="quiet" onClick={onFind}>
              {text.rooms.searchAll}
            </Button>
          </div>
        )}
      </nav>
    </>
  );
}

/** While somebody points at the list, or goes through it by the keyboard. */
function useHolding() {
  const [isPointed, setPointed] = useState(false);
  const [isFocused, setFocused] = useState(false);
  return {
    isHeld: isPointed || isFocused,
    onPointerEnter: () => setPointed(true),
    onPointerLeave: () => setPointed(false),
    onFocus: () => setFocused(true),
    onBlur: ({ currentTarget, relatedTarget }: FocusEvent) => setFocused(currentTarget.contains(relatedTarget)),
  };
}

/** Nothing is known yet: the lounge at least is everybody's. */
function Waiting() {
  const { state } = useConnection();
  if (state === "offline" || state === "closed") return <p className={styles["none"]}>{text.rooms.notConnected}</p>;
  return (
    <div role="status" aria-label={text.rooms.loading} className={styles["skeleton"]}>
      {[70, 45, 60, 35, 55].map((width) => (
        <div key={width} style={{ inlineSize: `${width}%` }} />
      ))}
    </div>
  );
}
