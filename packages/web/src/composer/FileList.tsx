import { RotateCw, X } from "lucide-react";
import { useEffect } from "react";
import { IconButton } from "../design/IconButton.tsx";
import { sizeText } from "../files/file-facts.ts";
import { text } from "../text/text.ts";
import styles from "./FileList.module.css";
import type { FileQueue, QueuedFile } from "./file-queue.ts";
import { Thumbnail } from "./Thumbnail.tsx";
import { whyNoFile } from "./use-files.ts";

interface FileListProps {
  readonly files: readonly QueuedFile[];
  readonly queue: FileQueue;
  /** Send was pressed, and the files are not there yet. */
  readonly isWaiting: boolean;
}

/** What goes with the message, and how far it is. */
export function FileList({ files, queue, isWaiting }: FileListProps) {
  const isUnderWay = files.some(({ state }) => state.kind === "uploading" || state.kind === "waiting");
  useEffect(() => {
    if (!isUnderWay) return;
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
    addEventListener("beforeunload", ask);
    return () => removeEventListener("beforeunload", ask);
  }, [isUnderWay]);
  return (
    <>
      {files.length > 0 && (
        <ul aria-label={text.composer.files} className={styles["files"]}>
          {files.map((queued) => (
            <OneFile key={queued.key} queued={queued} queue={queue} />
          ))}
        </ul>
      )}
      <p role="status" className={styles["waiting"]}>
        {isWaiting && text.composer.sendsWhenUploaded}
      </p>
    </>
  );
}

function OneFile({ queued: { key, file, state }, queue }: { readonly queued: QueuedFile; readonly queue: FileQueue }) {
  return (
    <li className={styles["file"]}>
      <Thumbnail file={file} />
      <div className={styles["about"]}>
        <span className={styles["name"]} title={file.name}>
          {file.name}
        </span>
        {state.kind === "uploading" && <progress value={state.share} aria-label={text.composer.uploading(file.name)} />}
        {state.kind === "waiting" && <span className={styles["state"]}>{text.composer.waitingFile}</span>}
        {state.kind === "there" && <span className={styles["state"]}>{text.composer.uploaded(sizeText(file.size))}</span>}
        {state.kind === "failed" && (
          <span role="alert" className={styles["error"]}>
            {whyNoFile(state.error)}
          </span>
        )}
      </div>
      {state.kind === "failed" && state.mayRetry && (
        <IconButton
          size="small"
          label={text.composer.retryFile(file.name)}
          icon={<RotateCw size={16} />}
          onClick={() => queue.retry(key)}
        />
      )}
      <IconButton
        size="small"
        label={text.composer.removeFile(file.name)}
        icon={<X size={16} />}
        onClick={() => queue.remove(key)}
      />
    </li>
  );
}
