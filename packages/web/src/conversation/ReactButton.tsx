import type { SentMessage } from "@parlance/client";
import { SmilePlus } from "lucide-react";
import { lazy, type MouseEvent, useState } from "react";
import { AnchoredPopover } from "../design/AnchoredPopover.tsx";
import { IconButton } from "../design/IconButton.tsx";
import { LazyPart } from "../design/LazyPart.tsx";
import { text } from "../text/text.ts";
import { useMessageDeeds } from "./message-deeds.ts";

const ReactionPicker = lazy(() =>
  import("../emoji/ReactionPicker.tsx").then(({ ReactionPicker: picker }) => ({ default: picker })),
);

interface ReactButtonProps {
  readonly message: SentMessage;
  readonly className?: string | undefined;
  readonly onOpenChange?: (isOpen: boolean) => void;
}

/** Opens the emoji to choose one from. */
export function ReactButton({ message, className, onOpenChange }: ReactButtonProps) {
  const { react } = useMessageDeeds(message);
  const [anchor, setAnchor] = useState<HTMLElement>();
  const [isOpen, setOpen] = useState(false);
  const turn = (now: boolean): void => {
    setOpen(now);
    onOpenChange?.(now);
  };
  const press = ({ currentTarget }: MouseEvent<HTMLElement>): void => {
    setAnchor(currentTarget);
    turn(!isOpen);
  };
  return (
    <>
      <IconButton
        size="small"
        label={text.conversation.react}
        icon={<SmilePlus size={18} />}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={press}
        className={className}
      />
      {anchor !== undefined && (
        <AnchoredPopover anchor={anchor} isOpen={isOpen} onClose={() => turn(false)} label={text.conversation.react} side="top">
          <LazyPart>
            <ReactionPicker
              onPick={(emoji) => {
                turn(false);
                react(emoji, true);
              }}
            />
          </LazyPart>
        </AnchoredPopover>
      )}
    </>
  );
}
