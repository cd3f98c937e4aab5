import { X } from "lucide-react";
import type { ReactNode } from "react";
import { usePanel } from "../app/panel.ts";
import { IconButton } from "../design/IconButton.tsx";
import { text } from "../text/text.ts";
import styles from "./PanelFrame.module.css";

interface PanelFrameProps {
  readonly title: string;
  /** Between the title and what scrolls. */
  readonly head?: ReactNode;
  readonly foot?: ReactNode;
  readonly children: ReactNode;
}

/** The title with the way out, and below it what scrolls. */
export function PanelFrame({ title, head, foot, children }: PanelFrameProps) {
  const { close } = usePanel();
  return (
    <>
      <header className={styles["header"]}>
        <h2 className={styles["title"]}>{title}</h2>
        <IconButton label={text.common.close} icon={<X size={18} />} onClick={close} tipSide="bottom" />
      </header>
      {head}
      <div className={styles["body"]}>{children}</div>
      {foot}
    </>
  );
}
