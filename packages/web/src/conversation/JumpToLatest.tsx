import { ArrowDown } from "lucide-react";
import { text } from "../text/text.ts";
import styles from "./Conversation.module.css";

interface JumpToLatestProps {
  /** Messages of others below what was seen. */
  readonly count: number;
  readonly onPress: () => void;
}

export function JumpToLatest({ count, onPress }: JumpToLatestProps) {
  return (
    <button
      type="button"
      aria-label={count === 0 ? text.conversation.toLatest : text.conversation.toLatestCount(count)}
      onClick={onPress}
      className={styles["jump"]}
    >
      {count > 0 && <span>{text.conversation.newBelow(count)}</span>}
      <ArrowDown size={18} aria-hidden="true" />
    </button>
  );
}
