import type { SentMessage, ShownMessage } from "@parlance/client";
import { useConnection, useMe } from "@parlance/client/react";
import { CornerUpLeft, SearchX } from "lucide-react";
import { type KeyboardEvent, useEffect, useMemo, useRef } from "react";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { usePanel } from "../app/panel.ts";
import { Composer } from "../composer/Composer.tsx";
import { historyRows } from "../conversation/history-rows.ts";
import { IntentContext, useNewIntent } from "../conversation/intent.ts";
import { MessageRow } from "../conversation/MessageRow.tsx";
import { Button } from "../design/Button.tsx";
import { IconButton } from "../design/IconButton.tsx";
import { Notice } from "../design/Notice.tsx";
import { reasonOf } from "../text/errors.ts";
import { text } from "../text/text.ts";
import { useJump } from "./jump.ts";
import { moveFocus } from "./move-focus.ts";
import { Failed, Offline } from "./PagedList.tsx";
import { PanelFrame } from "./PanelFrame.tsx";
import { Bones } from "./PanelSkeleton.tsx";
import styles from "./ThreadPanel.module.css";
import { type UsedThread, useThread } from "./use-thread.ts";

interface ThreadPanelProps {
  readonly roomId: string;
  /** The message that begins it, with replies or without. */
  readonly messageId: number;
}

/** A message, what was replied to it, and where one replies. */
export function ThreadPanel({ roomId, messageId }: ThreadPanelProps) {
  const thread = useThread(roomId, messageId);
  const jump = useJump();
  useRootOf(thread);
  const isGone = thread.state === "failed" && reasonOf(thread.error) === "not_found";
  const { root } = thread;
  const body = useRef<HTMLDivElement>(null);
  return (
    <IntentContext value={useNewIntent()}>
      <PanelFrame
        title={text.panels.titles.thread}
        isWide
        label={text.panels.threadMessages}
        bodyRef={body}
        onKeyDown={(event) => moveAmongRows(event, body.current)}
        actions={
          root && (
            <IconButton label={text.panels.jump} icon={<CornerUpLeft size={18} />} onClick={() => jump(root)} tipSide="bottom" />
          )
        }
        foot={!isGone && <Composer roomId={roomId} thread={messageId} />}
      >
        <Shown thread={thread} isGone={isGone} />
      </PanelFrame>
    </IntentContext>
  );
}

/** The arrow keys go from message to message, as in the conversation. */
function moveAmongRows(event: KeyboardEvent, body: HTMLElement | null): void {
  const rows = [...(body?.querySelectorAll<HTMLElement>("article[data-key]") ?? [])];
  const { target, altKey, ctrlKey, metaKey } = event;
  if (body === null || altKey || ctrlKey || metaKey) return;
  if (target !== body && !(target instanceof HTMLElement && rows.includes(target))) return;
  if (moveFocus(event.key, [body, ...rows])) event.preventDefault();
}

/** Who opens the thread of a reply means the one that it is in. */
function useRootOf({ root }: Pick<UsedThread, "root">): void {
  const { open } = usePanel();
  const inThread = root?.thread;
  useEffect(() => {
    if (inThread !== undefined) open({ kind: "thread", messageId: inThread });
  }, [inThread, open]);
}

function Shown({ thread, isGone }: { readonly thread: UsedThread; readonly isGone: boolean }) {
  const isOnline = useConnection().state === "online";
  const { root, replies, state, error, isBegun, reload } = thread;
  if (isGone) return <Notice icon={<SearchX size={26} />} title={text.panels.threadMissing} />;
  if (isBegun && root !== undefined) return <Replies thread={thread} root={root} replies={replies} />;
  if (!isOnline) return <Offline />;
  return state === "failed" ? <Failed error={error} retry={reload} /> : <Bones />;
}

interface RepliesProps {
  readonly thread: UsedThread;
  readonly root: SentMessage;
  readonly replies: readonly ShownMessage[];
}

/** How near its end a list is at its end, in pixels. */
const nearPx = 80;

function Replies({ thread, root, replies }: RepliesProps) {
  const list = useRef<VirtualizerHandle>(null);
  const isAtEnd = useRef(true);
  const me = useMe();
  const { length } = replies;
  const rows = useMemo(() => historyRows([root, ...replies], { myId: me?.id, hasOlder: false }).slice(1), [root, replies, me]);
  const last = replies.at(-1);
  const isMine = last !== undefined && last.state !== "sent" && last.author.id === me?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another last reply is what it is about
  useEffect(() => {
    if (isAtEnd.current || isMine) list.current?.scrollToIndex(length + 2, { align: "end" });
  }, [length, last?.key]);
  return (
    <Virtualizer
      ref={list}
      onScroll={(offset) => {
        const { scrollSize = 0, viewportSize = 0 } = list.current ?? {};
        isAtEnd.current = offset + viewportSize > scrollSize - nearPx;
      }}
    >
      <MessageRow message={root} context="thread" />
      <p className={styles["count"]}>{length === 0 ? text.panels.threadEmpty : text.panels.threadReplies(length)}</p>
      {rows.map(({ key, message, isHead, isDayStart }) => (
        <MessageRow key={key} message={message} context="thread" isHead={isHead} isDayStart={isDayStart} />
      ))}
      <div className={styles["end"]}>
        {thread.hasMore && (
          <Button size="small" variant="quiet" isBusy={thread.state === "loading"} onClick={thread.loadMore}>
            {text.panels.more}
          </Button>
        )}
      </div>
    </Virtualizer>
  );
}
