import { ArrowLeft, X } from "lucide-react";
import type { KeyboardEvent, ReactNode, Ref } from "react";
import { usePanel } from "../app/panel.ts";
import { classes } from "../design/classes.ts";
import { IconButton } from "../design/IconButton.tsx";
import { text } from "../text/text.ts";
import styles from "./PanelFrame.module.css";

/** Of the heading: it is what the panel is called. There is one panel at a time. */
export const panelTitleId = "panel-title";

interface PanelFrameProps {
  readonly title: string;
  /** Beside the title. */
  readonly actions?: ReactNode;
  /** Between the title and what scrolls. */
  readonly head?: ReactNode;
  readonly foot?: ReactNode;
  /** Of what scrolls. */
  readonly bodyRef?: Ref<HTMLDivElement>;
  /** What it holds reaches its edges. */
  readonly isWide?: boolean;
  /** Of what scrolls, where there may be nothing in it for the Tab key: then it has the focus itself. */
  readonly label?: string;
  /** Of what scrolls. */
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  readonly children: ReactNode;
}

/** The title with the way out (on a phone the way back), and below it what scrolls. */
export function PanelFrame({ title, actions, head, foot, bodyRef, isWide = false, label, onKeyDown, children }: PanelFrameProps) {
  const { close } = usePanel();
  return (
    <>
      <header className={styles["header"]}>
        <IconButton
          className={styles["back"]}
          label={text.panels.back}
          icon={<ArrowLeft size={18} />}
          onClick={close}
          tipSide="bottom"
        />
        <h2 id={panelTitleId} className={styles["title"]}>
          {title}
        </h2>
        {actions}
        <IconButton
          className={styles["close"]}
          label={text.common.close}
          icon={<X size={18} />}
          onClick={close}
          tipSide="bottom"
        />
      </header>
      {head}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it is a region where there are keys */}
      <div
        ref={bodyRef}
        onKeyDown={onKeyDown}
        {...(label !== undefined && { role: "region", "aria-label": label, tabIndex: 0 })}
        className={classes(styles["body"], isWide && styles["wide"])}
      >
        {children}
      </div>
      {foot}
    </>
  );
}
