import { useConnection, useMe } from "@parlance/client/react";
import { Lock } from "lucide-react";
import { useBlocked } from "../people/blocked.ts";
import { useRoomSummary } from "../rooms/room-summary.ts";
import { text } from "../text/text.ts";
import styles from "./Composer.module.css";
import { type WhyNot, whyNotWrite } from "./may-write.ts";
import { WriteForm } from "./WriteForm.tsx";

interface ComposerProps {
  readonly roomId: string;
  /** The message that began the thread that is written to. */
  readonly thread?: number;
}

/** Where one writes, or why one cannot. Replying and editing are in `useIntent()`. */
export function Composer({ roomId, thread }: ComposerProps) {
  const me = useMe();
  const summary = useRoomSummary(roomId);
  const blocked = useBlocked();
  const { state } = useConnection();
  const why = whyNotWrite({ summary, isKnown: state === "online", blocked });
  if (why !== undefined || summary === undefined || me === undefined) {
    return (
      <div className={styles["composer"]}>
        <p className={styles["closed"]}>
          {why !== undefined && why.kind !== "unknown" && (
            <>
              <Lock size={16} aria-hidden="true" />
              {wordsFor(why)}
            </>
          )}
        </p>
      </div>
    );
  }
  return <WriteForm key={`${me.id} ${roomId} ${thread}`} room={summary.room} me={me} thread={thread} />;
}

function wordsFor(why: Exclude<WhyNot, { kind: "unknown" }>): string {
  if (why.kind === "blocked") return text.composer.blocked(why.name);
  return why.kind === "archived" ? text.composer.archived : text.composer.notMember;
}
