import type { Member } from "@parlance/client";
import { useMe } from "@parlance/client/react";
import { memo } from "react";
import { ForReaders } from "../design/ForReaders.tsx";
import { text } from "../text/text.ts";
import styles from "./MembersPanel.module.css";
import { PersonAvatar } from "./PersonAvatar.tsx";
import { PersonCard } from "./PersonCard.tsx";
import { presenceOf, presenceWords, type Status } from "./presence-words.ts";
import { useProfile } from "./profiles.ts";

interface MemberRowProps {
  readonly member: Member;
  readonly roomId: string;
  readonly status: Status | undefined;
}

/** Pressing it opens their card. */
export const MemberRow = memo(function MemberRow({ member, roomId, status }: MemberRowProps) {
  const { user, role } = member;
  const me = useMe();
  const shown = useProfile(user.id)?.displayName ?? user.name;
  const presence = presenceWords(status, Date.now());
  return (
    <PersonCard
      person={user}
      roomId={roomId}
      trigger={
        <button type="button" data-person={user.id} className={styles["person"]}>
          <PersonAvatar person={user} presence={presenceOf(status)} />
          <span className={styles["names"]}>
            <span className={styles["name"]}>
              {shown}
              {user.id === me?.id && <span className={styles["quiet"]}> ({text.people.you})</span>}
            </span>
            {role !== "member" && <ForReaders>{text.people.role(role)}</ForReaders>}
            {presence !== undefined && <span className={styles["presence"]}>{presence}</span>}
          </span>
        </button>
      }
    />
  );
});
