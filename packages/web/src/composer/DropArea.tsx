import { Upload } from "lucide-react";
import { type RefObject, useEffect, useState } from "react";
import { createPortal } from "react-dom";
import { text } from "../text/text.ts";
import styles from "./DropArea.module.css";
import { placeOfField } from "./field.ts";
import { filesIn } from "./files-given.ts";

interface DropAreaProps {
  readonly field: RefObject<HTMLTextAreaElement | null>;
  /** `none`: there is nothing that files could go with now. */
  readonly how: "take" | "refuse" | "none";
  readonly onDrop: (files: readonly File[]) => void;
}

/** Files can be dropped anywhere on the conversation, or on the panel; elsewhere they must not take the page's place. */
export function DropArea({ field, how, onDrop }: DropAreaProps) {
  const [over, setOver] = useState<DOMRect>();
  useEffect(() => {
    const isHere = ({ target }: DragEvent): boolean =>
      target instanceof Node && placeOfField(field.current)?.contains(target) === true;
    const drag = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes("Files") !== true) return;
      event.preventDefault();
      const here = isHere(event) ? placeOfField(field.current) : null;
      // Elsewhere it is another's to say: the panel has a field of its own.
      if (here !== null) event.dataTransfer.dropEffect = how === "take" ? "copy" : "none";
      const place = how === "none" ? undefined : here?.getBoundingClientRect();
      setOver((before) => (before === undefined || place === undefined ? place : before));
    };
    const leave = ({ relatedTarget }: DragEvent): void => {
      if (relatedTarget === null) setOver(undefined);
    };
    const drop = (event: DragEvent): void => {
      setOver(undefined);
      if (event.dataTransfer?.types.includes("Files") !== true) return;
      event.preventDefault();
      if (how === "take" && isHere(event)) onDrop(filesIn(event.dataTransfer));
    };
    const heard = { dragenter: drag, dragover: drag, dragleave: leave, drop } as const;
    for (const [name, listener] of Object.entries(heard)) document.addEventListener(name as "drop", listener);
    return () => {
      for (const [name, listener] of Object.entries(heard)) document.removeEventListener(name as "drop", listener);
    };
  }, [field, how, onDrop]);
  if (over === undefined) return null;
  const { left, top, width, height } = over;
  return createPortal(
    <div aria-hidden="true" className={styles["area"]} style={{ left, top, width, height }}>
      <div className={styles["card"]}>
        <Upload size={26} />
        {how === "take" ? text.composer.dropHere : text.composer.dropGuest}
      </div>
    </div>,
    document.body,
  );
}
