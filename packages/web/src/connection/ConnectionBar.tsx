import { useChat, useConnection } from "@parlance/client/react";
import { CloudOff, LoaderCircle, TriangleAlert, UserX } from "lucide-react";
import { type ReactNode, useState, useSyncExternalStore } from "react";
import { Button } from "../design/Button.tsx";
import { classes } from "../design/classes.ts";
import { ForReaders } from "../design/ForReaders.tsx";
import { signOut } from "../session/chat-session.ts";
import { guestRefused } from "../session/session-life.ts";
import { text } from "../text/text.ts";
import { type Announcement, announce, begin, next, queueOf, quietMs, type Told, told } from "./bar-state.ts";
import styles from "./ConnectionBar.module.css";
import { useUnsent } from "./outbox.ts";
import { UnsentList } from "./UnsentList.tsx";
import { useNow } from "./use-now.ts";

/** Says so while the server is not there, what it means, and what waits meanwhile. */
export function ConnectionBar() {
  const { now, shown } = useTold();
  const unsent = useUnsent();
  const isRefused = useSyncExternalStore(guestRefused.subscribe, guestRefused.get);
  const { waiting, failed } = queueOf(unsent, shown.kind === "nothing", now);
  const announced = useAnnouncement(shown.kind);
  const isCalm = shown.kind === "nothing" || shown.kind === "catching_up" || shown.kind === "connecting";
  return (
    <>
      <div role="status">
        <ForReaders>{announced}</ForReaders>
      </div>
      {(shown.kind !== "nothing" || waiting + failed > 0) && (
        <section aria-label={text.connection.label} className={classes(styles["bar"], isCalm && failed === 0 && styles["calm"])}>
          {isRefused ? <RefusedGuest /> : <State shown={shown} hasFailed={failed > 0} />}
          {waiting + failed > 0 && <UnsentList unsent={unsent} waiting={waiting} failed={failed} />}
        </section>
      )}
    </>
  );
}

/** What is to be told now. It looks each second, and only while there is something to tell. */
function useTold(): { readonly now: number; readonly shown: Told } {
  const connection = useConnection();
  const unsent = useUnsent();
  const [trouble, setTrouble] = useState(() => begin(connection, Date.now()));
  const current = next(trouble, connection, Date.now());
  if (current !== trouble) setTrouble(current);
  const isGood = connection.state === "online" || connection.state === "closed";
  const isNew = !isGood && Date.now() - current.since < quietMs;
  const isWaiting = !isGood || unsent.some(({ failed }) => failed === undefined);
  const now = useNow(isNew ? quietMs / 3 : isWaiting ? 1_000 : undefined);
  return { now, shown: told(current, Math.max(now, current.since)) };
}

/** Read out when it changes, never with each second. */
function useAnnouncement(kind: Told["kind"]): string {
  const [last, setLast] = useState<Announcement>({ kind, says: kind === "offline" ? "offline" : "nothing" });
  const now = last.kind === kind ? last : announce(last, kind);
  if (now !== last) setLast(now);
  return { offline: text.connection.offline, back: text.connection.back, nothing: "" }[now.says];
}

function State({ shown, hasFailed }: { readonly shown: Told; readonly hasFailed: boolean }) {
  const chat = useChat();
  const words = text.connection;
  switch (shown.kind) {
    case "offline":
      return (
        <Line icon={<CloudOff size={18} />}>
          <p className={styles["words"]}>
            {words.offline} <span className={styles["count"]}>{words.nextTry(shown.inSeconds)}</span>
          </p>
          <Button size="small" onClick={() => chat.reconnect()}>
            {words.tryNow}
          </Button>
        </Line>
      );
    case "connecting":
    case "catching_up":
      return (
        <Line icon={<LoaderCircle size={18} className={styles["turning"]} />}>
          <p className={styles["words"]}>{shown.kind === "connecting" ? words.connecting : words.catchingUp}</p>
        </Line>
      );
    case "nothing":
      return <Line icon={hasFailed ? <TriangleAlert size={18} /> : <LoaderCircle size={18} className={styles["turning"]} />} />;
  }
}

/** Browsers do not say why; that the server is there all the same does. */
function RefusedGuest() {
  const chat = useChat();
  return (
    <Line icon={<UserX size={18} />}>
      <p className={styles["words"]}>{text.connection.refusedGuest}</p>
      <Button size="small" onClick={() => void signOut(chat)}>
        {text.connection.otherName}
      </Button>
    </Line>
  );
}

function Line({ icon, children }: { readonly icon: ReactNode; readonly children?: ReactNode }) {
  return (
    <>
      <span aria-hidden="true" className={styles["icon"]}>
        {icon}
      </span>
      {children}
    </>
  );
}
