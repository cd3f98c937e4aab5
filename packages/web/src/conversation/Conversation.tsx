import { useChat, useMessages, useRoom } from "@parlance/client/react";
import { CloudOff, DoorClosed, MessagesSquare } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "../design/Button.tsx";
import { Notice } from "../design/Notice.tsx";
import { say } from "../design/Toasts.tsx";
import { useRoomNames } from "../rooms/room-names.ts";
import { text } from "../text/text.ts";
import { Announcements } from "./Announcements.tsx";
import styles from "./Conversation.module.css";
import { History } from "./History.tsx";
import { JumpToLatest } from "./JumpToLatest.tsx";
import { JumpContext } from "./jump.ts";
import { MessageDialogs } from "./MessageDialogs.tsx";
import { usePlaceInHistory } from "./place-in-history.ts";
import { Skeletons } from "./Skeletons.tsx";
import type { useStanding } from "./standing.ts";

interface ConversationProps {
  readonly roomId: string;
  readonly messageId: number | undefined;
}

interface StandingProps extends ConversationProps, ReturnType<typeof useStanding> {}

/** The room's history, newest at the bottom. */
export function Conversation({ roomId, messageId, standing, retry }: StandingProps) {
  const { isLoaded, messages } = useMessages(roomId);
  return (
    <div className={styles["conversation"]}>
      {standing === "gone" || standing === "failed" ? (
        <Trouble standing={standing} onRetry={retry} />
      ) : !isLoaded && messages.length === 0 ? (
        <Loading />
      ) : (
        <Loaded roomId={roomId} messageId={messageId} />
      )}
      {standing === "outside" && isLoaded && <JoinBar roomId={roomId} />}
      <Announcements roomId={roomId} />
      <MessageDialogs />
    </div>
  );
}

function Loaded({ roomId, messageId }: ConversationProps) {
  const { hasOlder, hasNewer, isLoaded } = useMessages(roomId);
  const { room } = useRoom(roomId);
  const nameOf = useRoomNames();
  const place = usePlaceInHistory(roomId, messageId);
  const name = room === undefined ? "" : nameOf(room);
  if (place.rows.length === 0) return isLoaded ? <Empty /> : <Loading />;
  if (place.isSeeking) return <Loading />;
  return (
    <JumpContext value={place.jump}>
      <History
        label={text.conversation.label(name)}
        beginning={(room?.kind === "direct" ? text.conversation.beginningOfDirect : text.conversation.beginning)(name)}
        rows={place.rows}
        view={place.view}
        hasOlder={hasOlder}
        hasNewer={hasNewer}
        markedId={place.markedId}
        failed={place.failed}
        onRetry={place.retry}
      />
      {!place.isAtEnd && (
        <div className={styles["jumpPlace"]}>
          <JumpToLatest count={place.newBelow} onPress={place.toLatest} />
        </div>
      )}
    </JumpContext>
  );
}

function Loading() {
  return (
    <div role="status" aria-label={text.common.loading} className={styles["loading"]}>
      <Skeletons count={14} />
    </div>
  );
}

function Empty() {
  return (
    <Notice icon={<MessagesSquare size={26} />} title={text.conversation.empty}>
      {text.conversation.emptyHint}
    </Notice>
  );
}

function Trouble({ standing, onRetry }: { readonly standing: "gone" | "failed"; readonly onRetry: () => void }): ReactNode {
  if (standing === "gone") {
    return (
      <Notice icon={<DoorClosed size={26} />} title={text.conversation.gone}>
        {text.conversation.goneHint}
      </Notice>
    );
  }
  return (
    <Notice
      icon={<CloudOff size={26} />}
      title={text.conversation.failed}
      action={<Button onClick={onRetry}>{text.common.retry}</Button>}
    />
  );
}

/** A public room that is looked at before one joins it. */
function JoinBar({ roomId }: { readonly roomId: string }) {
  const chat = useChat();
  const [isBusy, setBusy] = useState(false);
  const join = (): void => {
    setBusy(true);
    chat
      .join(roomId)
      .catch((error: unknown) => say(text.errors(error), { isError: true }))
      .finally(() => setBusy(false));
  };
  return (
    <div className={styles["join"]}>
      <p>{text.conversation.preview}</p>
      <Button variant="primary" isBusy={isBusy} onClick={join}>
        {text.conversation.join}
      </Button>
    </div>
  );
}
