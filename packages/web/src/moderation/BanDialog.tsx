import type { Person } from "@parlance/client";
import { useId, useState } from "react";
import { ConfirmDialog } from "../design/ConfirmDialog.tsx";
import { TextArea } from "../design/Field.tsx";
import { say } from "../design/Toasts.tsx";
import { text } from "../text/text.ts";
import styles from "./BanDialog.module.css";
import { type BanSpan, banSpans, untilOf } from "./ban-spans.ts";
import type { Keeping } from "./keeping.ts";
import { reasonChars } from "./text-bounds.ts";

const words = text.moderation;

interface BanDialogProps {
  readonly person: Pick<Person, "id" | "name">;
  readonly keeping: Keeping;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onDone?: () => void;
}

/** From a room, or from the server: there it can be over by itself. */
export function BanDialog({ person, keeping, onDone, ...dialog }: BanDialogProps) {
  const [reason, setReason] = useState("");
  const [span, setSpan] = useState<BanSpan>("ever");
  const isServer = keeping.roomId === undefined;
  const ban = async (): Promise<void> => {
    const until = isServer ? untilOf(span, Date.now()) : undefined;
    const why = reason.trim();
    await keeping.ban(person.id, { ...(why !== "" && { reason: why }), ...(until !== undefined && { until }) });
    say(words.banned(person.name));
    onDone?.();
  };
  const about = keeping.roomId === "lounge" ? words.banLoungeAbout : words.banAbout;
  return (
    <ConfirmDialog
      {...dialog}
      isDangerous
      title={isServer ? words.banServerTitle(person.name) : words.banTitle(person.name)}
      about={isServer ? words.banServerAbout : about}
      confirm={words.banDo}
      refused={words.refused}
      onConfirm={ban}
    >
      <TextArea
        label={words.banReason}
        hint={words.banReasonHint}
        rows={2}
        maxLength={reasonChars}
        value={reason}
        onChange={({ target }) => setReason(target.value)}
      />
      {isServer && <SpanField value={span} onChange={setSpan} />}
    </ConfirmDialog>
  );
}

function SpanField({ value, onChange }: { readonly value: BanSpan; readonly onChange: (span: BanSpan) => void }) {
  const id = useId();
  return (
    <div className={styles["field"]}>
      <label htmlFor={id} className={styles["label"]}>
        {words.banUntil}
      </label>
      <select id={id} value={value} onChange={({ target }) => onChange(target.value as BanSpan)} className={styles["select"]}>
        {banSpans.map((span) => (
          <option key={span} value={span}>
            {words.spans[span]}
          </option>
        ))}
      </select>
    </div>
  );
}
