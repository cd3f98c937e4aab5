import type { Chat, SentMessage } from "@parlance/client";
import { useChat } from "@parlance/client/react";
import { useEffect, useState } from "react";
import { Dialog } from "../design/Dialog.tsx";
import { Notice } from "../design/Notice.tsx";
import { Markup } from "../markup/Markup.tsx";
import { momentText } from "../text/dates.ts";
import { text } from "../text/text.ts";
import styles from "./Versions.module.css";

interface VersionsProps {
  readonly message: SentMessage;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

type Version = Awaited<ReturnType<Chat["call"]["messages"]["versions"]>>["versions"][number];
type Asked =
  | { readonly state: "asking" }
  | { readonly state: "failed"; readonly why: string }
  | { readonly state: "here"; readonly versions: readonly Version[] };

/** What a message said before it was edited. */
export function Versions({ message, isOpen, onClose }: VersionsProps) {
  const asked = useVersions(message);
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={text.conversation.versions} description={text.conversation.versionsHint}>
      {asked.state === "asking" && <p role="status">{text.common.loading}</p>}
      {asked.state === "failed" && <Notice title={text.common.somethingFailed}>{asked.why}</Notice>}
      {asked.state === "here" && (
        <ol className={styles["versions"]}>
          {asked.versions.toReversed().map((version, at) => (
            <li key={version.at} className={styles["version"]}>
              <p className={styles["time"]}>
                {momentText(version.at)}
                {at === 0 && <strong>{text.conversation.versionNow}</strong>}
              </p>
              <Markup text={version.text} />
            </li>
          ))}
        </ol>
      )}
    </Dialog>
  );
}

function useVersions({ id: messageId, editedAt }: SentMessage): Asked {
  const chat = useChat();
  const [asked, setAsked] = useState<Asked>({ state: "asking" });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another edit is another version
  useEffect(() => {
    let isWanted = true;
    setAsked({ state: "asking" });
    chat.call.messages.versions({ messageId }).then(
      ({ versions }) => isWanted && setAsked({ state: "here", versions }),
      (error: unknown) => isWanted && setAsked({ state: "failed", why: text.errors(error) }),
    );
    return () => {
      isWanted = false;
    };
  }, [chat, messageId, editedAt]);
  return asked;
}
