import { lazy, type ReactNode, useRef } from "react";
import { usePanel } from "../app/panel.ts";
import { type Panel, panelText } from "../app/panel-address.ts";
import { classes } from "../design/classes.ts";
import { LazyPart } from "../design/LazyPart.tsx";
import { panelTitleId } from "./PanelFrame.tsx";
import { PanelSkeleton } from "./PanelSkeleton.tsx";
import styles from "./SidePanel.module.css";
import { usePanelFocus } from "./use-panel-focus.ts";

const MembersPanel = lazy(() => import("../people/MembersPanel.tsx").then(({ MembersPanel: part }) => ({ default: part })));
const AboutPanel = lazy(() => import("../rooms/AboutPanel.tsx").then(({ AboutPanel: part }) => ({ default: part })));
const ThreadPanel = lazy(() => import("./ThreadPanel.tsx").then(({ ThreadPanel: part }) => ({ default: part })));
const PinsPanel = lazy(() => import("./PinsPanel.tsx").then(({ PinsPanel: part }) => ({ default: part })));
const SearchPanel = lazy(() => import("./SearchPanel.tsx").then(({ SearchPanel: part }) => ({ default: part })));
const ModerationPanel = lazy(() =>
  import("../moderation/ModerationPanel.tsx").then(({ ModerationPanel: part }) => ({ default: part })),
);

interface SidePanelProps {
  /** Left out where one is in no room: the search is there all the same. */
  readonly roomId: string | undefined;
  readonly panel: Panel;
  readonly className: string | undefined;
}

/** What was opened beside the conversation: a region that its heading names. Escape closes it. */
export function SidePanel({ roomId, panel, className }: SidePanelProps) {
  const { close } = usePanel();
  const aside = useRef<HTMLElement>(null);
  const which = panelText(panel);
  usePanelFocus(aside, which);
  return (
    <aside
      ref={aside}
      tabIndex={-1}
      aria-labelledby={panelTitleId}
      className={classes(styles["panel"], className)}
      onKeyDown={({ key, defaultPrevented, nativeEvent }) => {
        if (key === "Escape" && !defaultPrevented && !nativeEvent.isComposing) close();
      }}
    >
      <LazyPart key={which} waiting={<PanelSkeleton kind={panel.kind} />}>
        {contentOf(panel, roomId)}
      </LazyPart>
    </aside>
  );
}

function contentOf(panel: Panel, roomId: string | undefined): ReactNode {
  if (panel.kind === "search") return <SearchPanel roomId={roomId} />;
  if (roomId === undefined) return null;
  switch (panel.kind) {
    case "members":
      return <MembersPanel roomId={roomId} />;
    case "thread":
      return <ThreadPanel roomId={roomId} messageId={panel.messageId} />;
    case "pins":
      return <PinsPanel roomId={roomId} />;
    case "moderation":
      return <ModerationPanel roomId={roomId} />;
    case "about":
      return <AboutPanel roomId={roomId} />;
  }
}
