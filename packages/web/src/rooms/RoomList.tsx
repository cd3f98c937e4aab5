import type { RoomSummary } from "@parlance/client";
import { useMe } from "@parlance/client/react";
import { type KeyboardEvent, type MouseEvent, type ReactNode, type RefObject, useRef, useState } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import type { Status } from "../people/presence-words.ts";
import { usePresences } from "../people/presences.ts";
import { text } from "../text/text.ts";
import { useDrafts } from "./drafts.ts";
import { isMuted } from "./mutes.ts";
import styles from "./RoomList.module.css";
import { RoomRow } from "./RoomRow.tsx";
import { otherOf } from "./room-name.ts";
import { roomAt, type Section } from "./sections.ts";

interface RoomListProps {
  readonly sections: readonly Section[];
  readonly roomId: string | undefined;
  readonly now: number;
  /** What scrolls, with nothing above the list. */
  readonly scroller: RefObject<HTMLElement | null>;
  readonly onMenu: (entry: RoomSummary, event: MouseEvent<HTMLElement>) => void;
  /** A letter was typed: whoever types looks for a room. */
  readonly onType: (letter: string) => void;
}

/** Of the latest direct rooms the presence is shown: nobody scrolls through more of them to see who is there. */
const watchedAtMost = 200;

/** More rows than this are made only as they come into sight. */
const rowsAtOnce = 200;

/** The rooms in their sections. The arrows go through them. */
export function RoomList({ sections, roomId, now, scroller, onMenu, onType }: RoomListProps) {
  const list = useRef<HTMLDivElement>(null);
  const virtual = useRef<VirtualizerHandle>(null);
  const rooms = sections.flatMap((section) => section.rooms);
  const drafts = useDrafts(roomId);
  const statusOf = useOthers(rooms);
  const [focused, setFocused] = useState<string>();
  const isThere = (id: string | undefined): boolean => rooms.some(({ room }) => room.id === id);
  const reached = [focused, roomId].find(isThere) ?? rooms[0]?.room.id;

  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : undefined;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    if (step !== undefined) {
      event.preventDefault();
      const next = roomAt(rooms, reached, step);
      if (next === undefined) return;
      setFocused(next);
      focusRow(list, next, () => virtual.current?.scrollToIndex(placeIn(sections, next), { align: "nearest" }));
    } else if (isLetter(event)) {
      event.preventDefault();
      onType(event.key);
    }
  };
  const rowOf = (entry: RoomSummary) => (
    <RoomRow
      entry={entry}
      isCurrent={entry.room.id === roomId}
      isMuted={isMuted(entry, now)}
      hasDraft={drafts.has(entry.room.id)}
      status={statusOf(entry)}
      isReached={entry.room.id === reached}
      onMenu={onMenu}
    />
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the rows are links, and keep their own keys
    <div
      ref={list}
      className={styles["list"]}
      onKeyDown={onKeyDown}
      onFocus={({ target }) => setFocused(roomOf(target) ?? reached)}
    >
      {rooms.length > rowsAtOnce ? (
        <Virtualizer ref={virtual} scrollRef={scroller} as="ul" item="li">
          {sections.flatMap((section) => [
            <Heading key={section.kind} section={section} />,
            ...section.rooms.map((entry) => <div key={entry.room.id}>{rowOf(entry)}</div>),
          ])}
        </Virtualizer>
      ) : (
        sections.map((section) => (
          <section key={section.kind} aria-labelledby={`rooms-${section.kind}`}>
            <Heading section={section} />
            <ul>
              {section.rooms.map((entry) => (
                <li key={entry.room.id}>{rowOf(entry)}</li>
              ))}
            </ul>
          </section>
        ))
      )}
    </div>
  );
}

/** How the other one of a direct room is. */
function useOthers(rooms: readonly RoomSummary[]): (entry: RoomSummary) => Status | undefined {
  const me = useMe();
  const others = rooms.flatMap(({ room }) => (room.kind === "direct" ? (otherOf(room, me?.id)?.id ?? []) : []));
  // Sorted: another order of the same people is no reason to ask again.
  const statuses = usePresences(others.slice(0, watchedAtMost).sort());
  return ({ room }) => {
    const other = room.kind === "direct" ? otherOf(room, me?.id) : undefined;
    return other && statuses(other.id);
  };
}

function Heading({ section }: { readonly section: Section }): ReactNode {
  return (
    <h2 id={`rooms-${section.kind}`} className={styles["heading"]}>
      {text.rooms.section[section.kind]}
    </h2>
  );
}

/** Each section has its heading before its rooms. */
function placeIn(sections: readonly Section[], roomId: string): number {
  const rows = sections.flatMap(({ rooms }) => [undefined, ...rooms.map(({ room }) => room.id)]);
  return rows.indexOf(roomId);
}

/** A row that is out of sight may have to be made first. */
function focusRow(list: RefObject<HTMLElement | null>, roomId: string, bring: () => void): void {
  const row = (): HTMLElement | null => list.current?.querySelector(`[data-room="${CSS.escape(roomId)}"]`) ?? null;
  bring();
  const found = row();
  if (found !== null) found.focus();
  else requestAnimationFrame(() => row()?.focus());
}

const roomOf = (target: Element): string | undefined =>
  target.closest("li, div")?.querySelector<HTMLElement>("[data-room]")?.dataset["room"];

const isLetter = ({ key, nativeEvent }: KeyboardEvent): boolean =>
  [...key].length === 1 && key !== " " && !nativeEvent.isComposing;
