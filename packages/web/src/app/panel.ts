/** What stands beside the conversation. It is in the address (`?panel=`), so that a phone's back button closes it. */
import { useMemo } from "react";
import { useSearchParams } from "wouter";
import { type Panel, panelOf, panelText } from "./panel-address.ts";

export interface UsedPanel {
  readonly panel: Panel | undefined;
  readonly open: (panel: Panel) => void;
  readonly close: () => void;
}

export function usePanel(): UsedPanel {
  const [search, setSearch] = useSearchParams();
  const given = search.get("panel");
  return useMemo(() => {
    const to = (value: string | undefined): void =>
      setSearch((before) => {
        const next = new URLSearchParams(before);
        if (value === undefined) next.delete("panel");
        else next.set("panel", value);
        return next;
      });
    return { panel: panelOf(given), open: (panel) => to(panelText(panel)), close: () => to(undefined) };
  }, [given, setSearch]);
}
