import type { Chat } from "@parlance/client";
import { useChat, useConnection } from "@parlance/client/react";
import { useCallback, useEffect, useState } from "react";
import { Button } from "../design/Button.tsx";
import { say } from "../design/Toasts.tsx";
import { text } from "../text/text.ts";
import { deviceOf } from "./device-name.ts";
import styles from "./Settings.module.css";
import { useDeed } from "./use-deed.ts";

type OwnSession = Awaited<ReturnType<Chat["call"]["account"]["sessions"]>>["sessions"][number];

function nameOf({ label = "" }: OwnSession): string {
  const { browser, system } = deviceOf(label);
  const words = text.settings;
  return browser !== undefined && system !== undefined ? words.device(browser, system) : label || words.unknownDevice;
}

/** Where one is signed in. */
export function SessionSettings() {
  const chat = useChat();
  const isOnline = useConnection().state === "online";
  const [sessions, setSessions] = useState<readonly OwnSession[]>();
  const { isBusy, error, run } = useDeed();
  const words = text.settings;
  const load = useCallback(async () => {
    const answer = await chat.call.account.sessions({});
    // This one first; the others as the server has them, the newest first.
    setSessions(answer.sessions.toSorted((one, other) => Number(other.isCurrent) - Number(one.isCurrent)));
  }, [chat]);
  useEffect(() => {
    if (isOnline) load().catch(() => undefined);
  }, [isOnline, load]);

  const end = async (work: () => Promise<unknown>, done: string): Promise<void> => {
    if (await run(work)) say(done);
    await load().catch(() => undefined);
  };
  if (sessions === undefined) return <p>{isOnline ? text.common.loading : words.errors.offline}</p>;
  const others = sessions.filter(({ isCurrent }) => !isCurrent);
  return (
    <section className={styles["section"]}>
      <div className={styles["row"]}>
        <p className={styles["grow"]}>{words.sessionsAbout}</p>
        {others.length > 1 && (
          <Button isBusy={isBusy} onClick={() => void end(() => chat.call.account.endOtherSessions({}), words.othersEnded)}>
            {words.endOthers}
          </Button>
        )}
      </div>
      <p role="alert" className={styles["error"]}>
        {error}
      </p>
      <ul className={styles["sessions"]}>
        {sessions.map((session) => (
          <li key={session.id} className={styles["session"]}>
            <div className={styles["grow"]}>
              <p className={styles["device"]}>{nameOf(session)}</p>
              <p className={styles["small"]}>
                {words.signedInAt(session.createdAt)}
                {session.lastUsedAt !== undefined && `, ${words.lastUsed(session.lastUsedAt)}`}
              </p>
            </div>
            {session.isCurrent ? (
              <span className={styles["this"]}>{words.thisSession}</span>
            ) : (
              <Button
                size="small"
                disabled={isBusy}
                aria-label={words.endSessionOf(nameOf(session))}
                onClick={() => void end(() => chat.call.account.endSession({ id: session.id }), words.sessionEnded)}
              >
                {words.endSession}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
