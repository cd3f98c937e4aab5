import { PanelFrame } from "../panels/PanelFrame.tsx";

export function MembersPanel({ roomId }: { readonly roomId: string }) {
  return <PanelFrame title="Members">{roomId}</PanelFrame>;
}
