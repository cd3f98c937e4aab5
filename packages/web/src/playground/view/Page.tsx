import { useEffect, useState } from "react";
import { playground as text } from "../../text/playground.ts";
import { protocolNames } from "../protocols/protocol.ts";
import { AboutTip } from "./AboutTip.tsx";
import { BreakBar } from "./BreakBar.tsx";
import { ColumnView } from "./ColumnView.tsx";
import { usePlayground } from "./context.ts";
import { FidelityPanel } from "./FidelityPanel.tsx";
import { Masthead, type Panel } from "./Masthead.tsx";
import styles from "./Page.module.css";
import { Relay } from "./Relay.tsx";

/** Five protocols side by side; on a phone one at a time, to be swiped. */
export function Page() {
  const { columns } = usePlayground();
  const [panel, setPanel] = useState<Panel>(null);
  const isBreaking = panel === "breaking";
  const [isPaused, setPaused] = useState(false);
  useFreedEscape();
  return (
    <div className={styles["page"]}>
      <Masthead panel={panel} onPanel={setPanel} isPaused={isPaused} onPaused={setPaused} />
      <Relay />
      {isBreaking && <BreakBar />}
      <main aria-label={text.columnsLabel} id="columns" className={styles["columns"]}>
        {protocolNames.map((name) => (
          <ColumnView key={name} column={columns[name]} isBreaking={isBreaking} isPaused={isPaused} />
        ))}
      </main>
      {panel === "fidelity" && <FidelityPanel onClose={() => setPanel(null)} />}
      <AboutTip />
    </div>
  );
}

/** Escape lets go of the message that is looked at. */
function useFreedEscape(): void {
  const { looked } = usePlayground();
  useEffect(() => {
    const free = ({ key }: KeyboardEvent): void => {
      if (key === "Escape") looked.set(null);
    };
    addEventListener("keydown", free);
    return () => removeEventListener("keydown", free);
  }, [looked]);
}
