import type { FileRef } from "@parlance/client";
import { Download, File, FileArchive, FileAudio, FileImage, FileText, FileVideo } from "lucide-react";
import type { MouseEvent } from "react";
import { ownUrl } from "../app/own-url.ts";
import { text } from "../text/text.ts";
import { type FileKind, fileKind, shownSize, sizeText } from "./file-facts.ts";
import styles from "./MessageFile.module.css";

interface MessageFileProps {
  readonly file: FileRef;
  /** Shows a picture large. */
  readonly onOpen: (file: FileRef) => void;
}

/** A message's file: a picture whose space is kept before it is here, or a card. */
export function MessageFile({ file, onOpen }: MessageFileProps) {
  const url = ownUrl(file.url);
  if (file.image === undefined || url === undefined) return <FileCard file={file} url={url} />;
  const open = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    onOpen(file);
  };
  const { width, height } = shownSize(file.image);
  return (
    <a
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      aria-label={text.conversation.openPicture(file.name)}
      onClick={open}
      className={styles["picture"]}
      style={{ width, aspectRatio: `${width} / ${height}` }}
    >
      <img src={ownUrl(file.image.previewUrl) ?? url} alt="" width={width} height={height} decoding="async" />
    </a>
  );
}

const icons: Readonly<Record<FileKind, typeof File>> = {
  image: FileImage,
  audio: FileAudio,
  video: FileVideo,
  text: FileText,
  archive: FileArchive,
  other: File,
};

function FileCard({ file, url }: { readonly file: FileRef; readonly url: string | undefined }) {
  const Icon = icons[fileKind(file.type)];
  return (
    <a
      href={url}
      download={file.name}
      aria-label={text.conversation.download(file.name, sizeText(file.sizeBytes))}
      className={styles["card"]}
    >
      <span className={styles["icon"]}>
        <Icon size={20} />
      </span>
      <span className={styles["about"]}>
        <span dir="auto" className={styles["name"]}>
          {file.name}
        </span>
        <span className={styles["size"]}>{sizeText(file.sizeBytes)}</span>
      </span>
      <Download size={18} />
    </a>
  );
}
