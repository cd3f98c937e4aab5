import type { Panel } from "../app/panel-address.ts";
import { ForReaders } from "../design/ForReaders.tsx";
import { text } from "../text/text.ts";
import { PanelFrame } from "./PanelFrame.tsx";
import styles from "./PanelSkeleton.module.css";

/** A panel while it is fetched: its title and its way out are there at once. */
export function PanelSkeleton({ kind }: Pick<Panel, "kind">) {
  return (
    <PanelFrame title={text.panels.titles[kind]}>
      <Bones />
    </PanelFrame>
  );
}

/** Rows that are not here yet. */
export function Bones() {
  return (
    <div role="status" className={styles["bones"]}>
      <ForReaders>{text.common.loading}</ForReaders>
      {["one", "two", "three"].map((name) => (
        <div key={name} aria-hidden="true" className={styles["row"]}>
          <span className={styles["round"]} />
          <span className={styles["lines"]}>
            <span />
            <span />
          </span>
        </div>
      ))}
    </div>
  );
}
