import { MessagesSquare } from "lucide-react";
import { Button } from "../design/Button.tsx";
import { ForReaders } from "../design/ForReaders.tsx";
import { text } from "../text/text.ts";
import styles from "./History.module.css";
import { startHeightPx } from "./history-view.ts";
import { Skeletons } from "./Skeletons.tsx";

interface EndProps {
  readonly hasFailed: boolean;
  readonly onRetry: () => void;
}

interface StartProps extends EndProps {
  readonly hasOlder: boolean;
  readonly beginning: string;
}

export function HistoryStart({ hasOlder, beginning, hasFailed, onRetry }: StartProps) {
  return (
    <div className={styles["start"]} style={{ height: startHeightPx }}>
      {hasOlder && !hasFailed && <Waiting label={text.conversation.loadingOlder} />}
      {hasOlder && hasFailed && <Failed onRetry={onRetry} />}
      {!hasOlder && (
        <div className={styles["beginning"]}>
          <MessagesSquare size={22} aria-hidden="true" />
          <h2>{beginning}</h2>
        </div>
      )}
    </div>
  );
}

export function HistoryEnd({ hasNewer, hasFailed, onRetry }: EndProps & { readonly hasNewer: boolean }) {
  if (!hasNewer) return <div className={styles["end"]} />;
  return (
    <div className={styles["later"]}>
      {hasFailed ? <Failed onRetry={onRetry} /> : <Waiting label={text.conversation.loadingNewer} />}
    </div>
  );
}

function Waiting({ label }: { readonly label: string }) {
  return (
    <>
      <ForReaders>{label}</ForReaders>
      <Skeletons count={2} />
    </>
  );
}

function Failed({ onRetry }: Pick<EndProps, "onRetry">) {
  return (
    <div className={styles["failed"]}>
      {text.conversation.failed}
      <Button size="small" onClick={onRetry}>
        {text.common.retry}
      </Button>
    </div>
  );
}
