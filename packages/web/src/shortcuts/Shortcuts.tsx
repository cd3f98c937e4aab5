import { lazy, useState } from "react";
import { LazyPart } from "../design/LazyPart.tsx";
import { closeOverlay, type Overlay, useOverlay } from "./overlays.ts";
import { useShortcuts } from "./use-shortcuts.ts";

const parts = {
  switcher: lazy(() => import("./QuickSwitcher.tsx").then(({ QuickSwitcher: part }) => ({ default: part }))),
  help: lazy(() => import("./KeyboardHelp.tsx").then(({ KeyboardHelp: part }) => ({ default: part }))),
  administration: lazy(() => import("../moderation/Administration.tsx").then(({ Administration: part }) => ({ default: part }))),
};

/** The keys that work everywhere, and what they and others open over the page. */
export function Shortcuts({ roomId }: { readonly roomId: string | undefined }) {
  const overlay = useOverlay();
  const [made, setMade] = useState<readonly Overlay[]>([]);
  useShortcuts();
  if (overlay !== undefined && !made.includes(overlay)) setMade([...made, overlay]);
  return made.map((name) => {
    const Part = parts[name];
    return (
      <LazyPart key={name} isPlaceless>
        <Part isOpen={overlay === name} onClose={closeOverlay} roomId={roomId} />
      </LazyPart>
    );
  });
}
