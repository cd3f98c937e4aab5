import type { Person } from "@parlance/client";
import { cloneElement, lazy, type MouseEvent, type ReactElement, useState } from "react";
import { LazyPart } from "../design/LazyPart.tsx";

export interface PersonCardProps {
  readonly person: Person;
  /** Where they were met: what one may do with them depends on it. */
  readonly roomId: string;
  /** A button: pressing it opens the card. */
  readonly trigger: ReactElement<Record<string, unknown>>;
}

const OpenCard = lazy(() => import("./OpenPersonCard.tsx").then(({ OpenPersonCard: card }) => ({ default: card })));

/** Who somebody is, and what one can do with them. Costs nothing until it is opened: every message has one. */
export function PersonCard({ person, roomId, trigger }: PersonCardProps) {
  const [anchor, setAnchor] = useState<HTMLElement>();
  const [isOpen, setOpen] = useState(false);
  const press = ({ currentTarget }: MouseEvent<HTMLElement>): void => {
    setAnchor(currentTarget);
    setOpen(!isOpen);
  };
  return (
    <>
      {cloneElement(trigger, { onClick: press, "aria-haspopup": "dialog", "aria-expanded": isOpen })}
      {anchor !== undefined && (
        <LazyPart>
          <OpenCard person={person} roomId={roomId} anchor={anchor} isOpen={isOpen} onClose={() => setOpen(false)} />
        </LazyPart>
      )}
    </>
  );
}
