import { useConnection } from "@parlance/client/react";
import { text } from "../text/text.ts";
import styles from "./ConnectionBar.module.css";

/** Says so while the server is not there, and what it means. */
export function ConnectionBar() {
  const { state } = useConnection();
  return (
    <div role="status" className={styles["bar"]}>
      {state === "offline" && text.connection.offline}
    </div>
  );
}
