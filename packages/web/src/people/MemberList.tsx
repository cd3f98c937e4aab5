import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { moveFocus } from "../panels/move-focus.ts";
import { text } from "../text/text.ts";
import { MemberRow } from "./MemberRow.tsx";
import styles from "./MembersPanel.module.css";
import type { MemberGroup } from "./member-groups.ts";
import type { Statuses } from "./presences.ts";

interface MemberListProps {
  readonly groups: readonly MemberGroup[];
  readonly roomId: string;
  readonly statuses: Statuses;
  /** What scrolls, with nothing above the list. */
  readonly scroller: RefObject<HTMLElement | null>;
  /** Hears who is in sight, where not all are watched. */
  readonly onSight: ((userIds: readonly string[]) => void) | undefined;
}

/** More rows than this are made only as they come into sight. */
const rowsAtOnce = 200;

export function MemberList(props: MemberListProps) {
  const list = useRef<HTMLDivElement>(null);
  const { groups, roomId, statuses } = props;
  const isLong = groups.reduce((sum, { members }) => sum + members.length, 0) > rowsAtOnce;
  const onKeyDown = (event: KeyboardEvent): void => {
    const rows = [...(list.current?.querySelectorAll<HTMLElement>("[data-person]") ?? [])];
    if (["ArrowDown", "ArrowUp"].includes(event.key) && moveFocus(event.key, rows)) event.preventDefault();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what is in it is reached with Tab as well
    <div ref={list} onKeyDown={onKeyDown}>
      {isLong ? (
        <LongList {...props} />
      ) : (
        groups.map((group) => (
          <section key={group.kind} aria-labelledby={`people-${group.kind}`}>
            <Heading group={group} />
            <ul>
              {group.members.map((member) => (
                <li key={member.user.id}>
                  <MemberRow member={member} roomId={roomId} status={statuses(member.user.id)} />
                </li>
              ))}
            </ul>
          </section>
        ))
      )}
    </div>
  );
}

function LongList({ groups, roomId, statuses, scroller, onSight }: MemberListProps) {
  const virtual = useRef<VirtualizerHandle>(null);
  const rows = groups.flatMap((group) => [group, ...group.members]);
  const look = (): void => {
    const { current } = virtual;
    if (current === null || current.viewportSize === 0 || onSight === undefined) return;
    const [first, last] = [
      current.findItemIndex(current.scrollOffset),
      current.findItemIndex(current.scrollOffset + current.viewportSize),
    ];
    onSight(rows.slice(first, last + 1).flatMap((row) => ("user" in row ? [row.user.id] : [])));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: looked at when what is listed is another; scrolling looks by itself
  useLayoutEffect(look, [groups.length, rows.length]);
  return (
    <Virtualizer ref={virtual} scrollRef={scroller} as="ul" item="li" onScrollEnd={look}>
      {rows.map((row) =>
        "user" in row ? (
          <MemberRow key={row.user.id} member={row} roomId={roomId} status={statuses(row.user.id)} />
        ) : (
          <Heading key={row.kind} group={row} />
        ),
      )}
    </Virtualizer>
  );
}

function Heading({ group: { kind, members } }: { readonly group: MemberGroup }) {
  const { group, online, offline } = text.people;
  const words = kind === "online" ? online : kind === "offline" ? offline : (count: number) => group(kind, count);
  return (
    <h3 id={`people-${kind}`} className={styles["heading"]}>
      {words(members.length)}
    </h3>
  );
}
