import styles from "./Skeletons.module.css";

const widths = ["62%", "38%", "78%", "50%", "69%", "44%", "84%"];

/** The shapes of messages that are on their way. */
export function Skeletons({ count }: { readonly count: number }) {
  return (
    <div aria-hidden="true">
      {Array.from({ length: count }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
        <div key={at} className={styles["row"]}>
          <span className={styles["face"]} />
          <span className={styles["name"]} />
          <span className={styles["words"]} style={{ width: widths[at % widths.length] }} />
        </div>
      ))}
    </div>
  );
}
