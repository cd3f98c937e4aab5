import { UserPlus, Users } from "lucide-react";
import { lazy, useMemo, useRef, useState } from "react";
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
import { usePresences } from "./presences.ts";

const InviteDialog = lazy(() => import("./InviteDialog.tsx").then(({ InviteDialog: dialog }) => ({ default: dialog })));

/** In a larger room only those in sight are watched, and who is there is not told apart: the server tells of 1,000 at most. */
const watchedAtMost = 300;

/** Who is in the room, and who of them is there. */
export function MembersPanel({ roomId }: { readonly roomId: string }) {
  const used = useMembers(roomId);
  const entry = useRoomSummary(roomId);
  const invite = useLazyDialog();
  const mayInvite = entry !== undefined && roomId !== loungeId && mayDoNow(entry.room, entry.role, "invite");
  const count = used.members?.size;
  return (
    <PanelFrame
      title={count === undefined ? text.people.members : text.people.count(count)}
      isWide
      actions={
        mayInvite && (
          <IconButton label={text.people.invite} icon={<UserPlus size={18} />} tipSide="bottom" onClick={invite.open} />
        )
      }
    >
      {roomId === loungeId && <p className={styles["guests"]}>{text.people.guestsNotListed}</p>}
      <Content used={used} roomId={roomId} />
      {invite.isMade && (
        <LazyPart>
          <InviteDialog roomId={roomId} isOpen={invite.isOpen} onClose={invite.close} />
        </LazyPart>
      )}
    </PanelFrame>
  );
}

function Content({ used, roomId }: { readonly used: UsedMembers; readonly roomId: string }) {
  const { members, error, readAgain } = used;
  if (members !== undefined) return <Found members={members} roomId={roomId} />;
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

interface FoundProps {
  readonly members: NonNullable<UsedMembers["members"]>;
  readonly roomId: string;
}

/** More of them, and they can be filtered. */
const manyMembers = 8;

function Found({ members, roomId }: FoundProps) {
  const [words, setWords] = useState("");
  const [inSight, setInSight] = useState<readonly string[]>([]);
  const place = useRef<HTMLDivElement>(null);
  const areFew = members.size <= watchedAtMost;
  const statuses = usePresences(areFew ? [...members.keys()] : inSight);
  const stateOf = areFew ? (userId: string) => statuses(userId)?.state : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `stateOf` is another when `statuses` is
  const groups = useMemo(() => groupsOf(members.values(), { words, stateOf }), [members, words, statuses, areFew]);
  const focusFirst = (): void => place.current?.querySelector<HTMLElement>("[data-person]")?.focus();
  return (
    <div ref={place}>
      {members.size > manyMembers && (
        <div className={styles["filter"]}>
          <RoomFilter
            label={text.people.filter}
            words={words}
            isAsked={false}
            onWords={setWords}
            onDown={focusFirst}
            onEnter={focusFirst}
            onEscape={() => setWords("")}
          />
        </div>
      )}
      {groups.length === 0 && <p className={styles["guests"]}>{text.people.noneFound}</p>}
      <MemberList groups={groups} roomId={roomId} statuses={statuses} onSight={areFew ? undefined : setInSight} />
    </div>
  );
}
