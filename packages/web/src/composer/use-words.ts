import type { SentMessage } from "@parlance/client";
import { useState } from "react";
import { useIntent } from "../conversation/intent.ts";
import type { DraftPlace } from "./draft-store.ts";
import { drafts } from "./drafts.ts";

export interface Words {
  readonly text: string;
  readonly write: (text: string) => void;
  /** The message that is being changed, in the draft's place; the draft is back afterwards. */
  readonly editing: SentMessage | undefined;
}

export function useWords(place: DraftPlace): Words {
  const { intent } = useIntent();
  const [draft, setDraft] = useState(() => drafts.read(place));
  const [changed, setChanged] = useState<{ readonly id: number; readonly text: string }>();
  if (intent.kind === "edit") {
    const { id, text } = intent.message;
    return {
      text: changed?.id === id ? changed.text : text,
      write: (now) => setChanged({ id, text: now }),
      editing: intent.message,
    };
  }
  // Another try at the same message begins with what it says then.
  if (changed !== undefined) setChanged(undefined);
  const write = (now: string): void => {
    setDraft(now);
    drafts.write(place, now);
  };
  return { text: draft, write, editing: undefined };
}
