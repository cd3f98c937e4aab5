import type { FileRef } from "@parlance/client";
import { ownUrl } from "../app/own-url.ts";
import { Dialog } from "../design/Dialog.tsx";
import { text } from "../text/text.ts";
import { sizeText } from "./file-facts.ts";
import styles from "./Lightbox.module.css";

interface LightboxProps {
  readonly file: FileRef;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** A picture as large as the window allows; the preview stands in for it until it is loaded. */
export function Lightbox({ file, isOpen, onClose }: LightboxProps) {
  const { image } = file;
  if (image === undefined) return null;
  const preview = ownUrl(image.previewUrl);
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={file.name} size="large">
      <figure className={styles["figure"]}>
        <img
          src={ownUrl(file.url)}
          alt={file.name}
          width={image.width}
          height={image.height}
          className={styles["picture"]}
          style={preview === undefined ? {} : { backgroundImage: `url("${CSS.escape(preview)}")` }}
        />
        <figcaption className={styles["about"]}>
          {`${image.width} × ${image.height} · ${sizeText(file.sizeBytes)}`}
          <a href={ownUrl(file.url)} target="_blank" rel="noopener noreferrer">
            {text.conversation.openOriginal}
          </a>
        </figcaption>
      </figure>
    </Dialog>
  );
}
