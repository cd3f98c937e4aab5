import type { Person, Role } from "@parlance/client";
import { ownUrl } from "../app/own-url.ts";
import { Avatar } from "../design/Avatar.tsx";
import { text } from "../text/text.ts";
import styles from "./PersonCard.module.css";
import { presenceOf, presenceWords, type Status } from "./presence-words.ts";
import type { Profile } from "./profiles.ts";

interface PersonFaceProps {
  readonly person: Person;
  readonly profile: Profile | undefined;
  readonly status: Status | undefined;
  readonly role: Role | undefined;
}

/** Picture, names, and how they are. */
export function PersonFace({ person, profile, status, role }: PersonFaceProps) {
  const shown = profile?.displayName ?? person.name;
  const presence = presenceWords(status, Date.now());
  return (
    <div className={styles["face"]}>
      <Avatar id={person.id} name={shown} url={ownUrl(profile?.avatarUrl)} size="huge" presence={presenceOf(status)} />
      <div className={styles["names"]}>
        <p className={styles["name"]}>{shown}</p>
        {profile !== undefined && profile.displayName !== undefined && <p className={styles["handle"]}>@{profile.name}</p>}
        {presence !== undefined && <p className={styles["handle"]}>{presence}</p>}
        <div className={styles["badges"]}>
          {person.kind === "address" && <span className={styles["badge"]}>{text.people.address}</span>}
          {person.kind === "guest" && <span className={styles["badge"]}>{text.people.guest}</span>}
          {role !== undefined && role !== "member" && <span className={styles["badge"]}>{text.people.role(role)}</span>}
        </div>
      </div>
    </div>
  );
}
