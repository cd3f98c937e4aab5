import type { Person } from "@parlance/client";
import { useState } from "react";
import { AnchoredPopover } from "../design/AnchoredPopover.tsx";
import { text } from "../text/text.ts";
import { PersonDeed } from "./PersonDeed.tsx";
import { PersonDetails } from "./PersonDetails.tsx";
import type { Deed } from "./person-deeds.ts";

interface OpenPersonCardProps {
  readonly person: Person;
  readonly roomId: string;
  readonly anchor: HTMLElement;
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** The card beside what was pressed; what has to be asked before it is done is asked in its place. */
export function OpenPersonCard({ person, roomId, anchor, isOpen, onClose }: OpenPersonCardProps) {
  const [deed, setDeed] = useState<Deed>();
  const [isAsking, setAsking] = useState(false);
  const ask = (asked: Deed): void => {
    onClose();
    setDeed(asked);
    setAsking(true);
  };
  return (
    <>
      <AnchoredPopover anchor={anchor} isOpen={isOpen} onClose={onClose} label={text.people.cardOf(person.name)}>
        <PersonDetails person={person} roomId={roomId} onAsk={ask} onDone={onClose} />
      </AnchoredPopover>
      {deed !== undefined && (
        <PersonDeed deed={deed} person={person} roomId={roomId} isOpen={isAsking} onClose={() => setAsking(false)} />
      )}
    </>
  );
}
