import { UserPlus, Users } from "lucide-react";
import { lazy, type RefObject, useMemo, useRef, useState } from "react";
import { Button } from "../design/Button.tsx";
import { IconButton } from "../design/IconButton.tsx";
import { LazyPart } from "../design/LazyPart.tsx";
import { useLazyDialog } from "../design/lazy-dialog.ts";
import { Notice } from "../design/Notice.tsx";
import { PanelFrame } from "../panels/PanelFrame.tsx";
import { Bones } from "../panels/PanelSkeleton.tsx";
import { RoomFilter } from "../rooms/RoomFilter.tsx";
import { useRoomSummary } from "../rooms/room-summary.ts";
import { text } from "../text/text.ts";
import { MemberList } from "./MemberList.tsx";
import styles from "./MembersPanel.module.css";
import { groupsOf } from "./member-groups.ts";
import { type UsedMembers, useMembers } from "./members.ts";
import { loungeId, mayDoNow } from "./people-rights.ts";
import { presenceOf } from "./presence-words.ts";
import { usePresences } from "./presences.ts";

const InviteDialog = lazy(() => import("./InviteDialog.tsx").then(({ InviteDialog: dialog }) => ({ default: dialog })));

/** In a larger room only those in sight are watched, and who is there is not told apart: the server tells of 1,000 at most. */
const watchedAtMost = 300;

/** With more of them they can be filtered. */
const manyMembers = 8;

/** Who is in the room, and who of them is there. */
export function MembersPanel({ roomId }: { readonly roomId: string }) {
  const used = useMembers(roomId);
  const entry = useRoomSummary(roomId);
  const invite = useLazyDialog();
  const body = useRef<HTMLDivElement>(null);
  const [words, setWords] = useState("");
  const mayInvite = entry !== undefined && roomId !== loungeId && mayDoNow(entry.room, entry.role, "invite");
  const count = used.members?.size;
  return (
    <PanelFrame
      title={count === undefined ? text.people.members : text.people.count(count)}
      isWide
      bodyRef={body}
      actions={
        mayInvite && (
          <IconButton label={text.people.invite} icon={<UserPlus size={18} />} tipSide="bottom" onClick={invite.open} />
        )
      }
      head={
        <div className={styles["head"]}>
          {count !== undefined && count > manyMembers && <MemberFilter words={words} onWords={setWords} body={body} />}
          {roomId === loungeId && <p className={styles["guests"]}>{text.people.guestsNotListed}</p>}
        </div>
      }
    >
      <Content used={used} roomId={roomId} words={words} scroller={body} />
      {invite.isMade && (
        <LazyPart>
          <InviteDialog roomId={roomId} isOpen={invite.isOpen} onClose={invite.close} />
        </LazyPart>
      )}
    </PanelFrame>
  );
}

interface MemberFilterProps {
  readonly words: string;
  readonly onWords: (words: string) => void;
  readonly body: RefObject<HTMLElement | null>;
}

function MemberFilter({ words, onWords, body }: MemberFilterProps) {
  const focusFirst = (): void => body.current?.querySelector<HTMLElement>("[data-person]")?.focus();
  return (
    <RoomFilter
      label={text.people.filter}
      words={words}
      isAsked={false}
      onWords={onWords}
      onDown={focusFirst}
      onEnter={focusFirst}
      onEscape={() => onWords("")}
    />
  );
}

interface ContentProps {
  readonly used: UsedMembers;
  readonly roomId: string;
  readonly words: string;
  readonly scroller: RefObject<HTMLElement | null>;
}

function Content({ used, ...rest }: ContentProps) {
  const { members, error, readAgain } = used;
  if (members !== undefined) return <Found members={members} {...rest} />;
  if (error === undefined) return <Bones />;
  return (
    <Notice
      icon={<Users size={26} />}
      title={text.people.membersFailed}
      action={<Button onClick={readAgain}>{text.common.retry}</Button>}
    >
      {text.errors(error)}
    </Notice>
  );
}

type FoundProps = Omit<ContentProps, "used"> & { readonly members: NonNullable<UsedMembers["members"]> };

/** About as many as are in sight, while it is not known which. */
const firstSight = 30;

function Found({ members, roomId, words, scroller }: FoundProps) {
  const [inSight, setInSight] = useState<readonly string[]>();
  const areFew = members.size <= watchedAtMost;
  const found = useMemo(() => groupsOf(members.values(), { words }), [members, words]);
  const ids = useMemo(() => found.flatMap((group) => group.members.map(({ user }) => user.id)), [found]);
  const shown = ids.length <= watchedAtMost ? ids : (inSight ?? ids.slice(0, firstSight));
  const statuses = usePresences(areFew ? [...members.keys()] : shown);
  // Where not all are watched, nobody can be sorted by it.
  const known = areFew ? statuses : undefined;
  const groups = useMemo(
    () => known && groupsOf(members.values(), { words, stateOf: (userId) => presenceOf(known(userId)) }),
    [members, words, known],
  );
  if (ids.length === 0) return <p className={styles["guests"]}>{text.people.noneFound}</p>;
  return (
    <MemberList
      groups={groups ?? found}
      roomId={roomId}
      statuses={statuses}
      scroller={scroller}
      onSight={areFew ? undefined : setInSight}
    />
  );
}
