import type { ReactNode } from "react";
import { type UsedPanel, usePanel } from "../app/panel.ts";
import type { Panel } from "../app/panel-address.ts";
import { classes } from "../design/classes.ts";
import { MembersPanel } from "../people/MembersPanel.tsx";
import styles from "./SidePanel.module.css";

interface SidePanelProps {
  readonly roomId: string;
  readonly panel: Panel;
  readonly className: string | undefined;
}

/** What was opened beside the conversation. Escape closes it. */
export function SidePanel({ roomId, panel, className }: SidePanelProps) {
  const { close }: UsedPanel = usePanel();
  return (
    <aside
      className={classes(styles["panel"], className)}
      onKeyDown={({ key, defaultPrevented }) => {
        if (key === "Escape" && !defaultPrevented) close();
      }}
    >
      {contentOf(panel, roomId)}
    </aside>
  );
}

function contentOf(panel: Panel, roomId: string): ReactNode {
  switch (panel.kind) {
    case "members":
      return <MembersPanel roomId={roomId} />;
    case "thread":
    case "pins":
    case "search":
    case "about":
    case "moderation":
      return null;
  }
}
