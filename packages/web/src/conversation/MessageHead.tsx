import type { ShownMessage } from "@parlance/client";
import { classes } from "../design/classes.ts";
import { PersonAvatar } from "../people/PersonAvatar.tsx";
import { PersonCard } from "../people/PersonCard.tsx";
import { useProfile } from "../people/profiles.ts";
import { momentText, timeText } from "../text/dates.ts";
import styles from "./MessageRow.module.css";

interface HeadProps {
  readonly message: ShownMessage;
}

/** Left of a message: the author's face, or the time of one that has no head when it is pointed at. */
export function MessageGutter({ message, isHead }: HeadProps & { readonly isHead: boolean }) {
  return (
    <div className={styles["gutter"]}>
      {isHead ? <PersonAvatar person={message.author} /> : <Time at={message.at} className={styles["sideTime"]} />}
    </div>
  );
}

export function MessageHead({ message }: HeadProps) {
  const { author } = message;
  const name = useProfile(author.id)?.displayName ?? author.name;
  return (
    <div className={styles["about"]}>
      <PersonCard
        person={author}
        roomId={message.roomId}
        trigger={
          <button type="button" dir="auto" className={styles["author"]}>
            {name}
          </button>
        }
      />
      <Time at={message.at} className={styles["time"]} />
    </div>
  );
}

function Time({ at, className }: { readonly at: number; readonly className: string | undefined }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={momentText(at)} className={classes(className)}>
      {timeText(at)}
    </time>
  );
}
