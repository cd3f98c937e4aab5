import { Check, Copy } from "lucide-react";
import { useEffect, useState } from "react";
import { IconButton } from "../design/IconButton.tsx";
import { say } from "../design/Toasts.tsx";
import { text as words } from "../text/text.ts";
import styles from "./Markup.module.css";

interface CodeBlockProps {
  readonly language: string;
  readonly text: string;
}

const saidForMs = 2_000;

export function CodeBlock({ language, text }: CodeBlockProps) {
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), saidForMs);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => say(words.common.somethingFailed, { isError: true }),
    );
  };
  return (
    <div className={styles["block"]}>
      {language !== "" && <span className={styles["language"]}>{language}</span>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <pre dir="ltr" tabIndex={0}>
        <code>{text}</code>
      </pre>
      <IconButton
        className={styles["copy"]}
        size="small"
        label={isCopied ? words.conversation.copied : words.conversation.copyCode}
        icon={isCopied ? <Check size={16} /> : <Copy size={16} />}
        onClick={copy}
      />
    </div>
  );
}
