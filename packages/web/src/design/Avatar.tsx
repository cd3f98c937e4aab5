import { useState } from "react";
import styles from "./Avatar.module.css";
import { classes } from "./classes.ts";
import { initials, personColour } from "./person-colour.ts";

interface AvatarProps {
  readonly id: string;
  readonly name: string;
  /** Of this origin. */
  readonly url?: string | undefined;
  readonly size?: "small" | "medium" | "large" | "huge";
  readonly presence?: "online" | "away" | "offline" | undefined;
}

/** A person's picture, or their initials. Beside a name it says nothing more, so screen readers pass it over. */
export function Avatar({ id, name, url, size = "medium", presence }: AvatarProps) {
  const [broken, setBroken] = useState<string>();
  return (
    <span aria-hidden="true" className={classes(styles["avatar"], styles[size])}>
      {url !== undefined && url !== broken ? (
        <img src={url} alt="" loading="lazy" decoding="async" onError={() => setBroken(url)} />
      ) : (
        <span className={styles["initials"]} style={{ background: `var(--person-${personColour(id)})` }}>
          {initials(name)}
        </span>
      )}
      {presence !== undefined && <span className={classes(styles["presence"], styles[presence])} />}
    </span>
  );
}
