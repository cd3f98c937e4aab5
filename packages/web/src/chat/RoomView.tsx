import { Composer } from "../composer/Composer.tsx";
import { Conversation } from "../conversation/Conversation.tsx";
import { IntentContext, useNewIntent } from "../conversation/intent.ts";
import { useStanding } from "../conversation/standing.ts";
import { RoomHeader } from "../rooms/RoomHeader.tsx";

interface RoomViewProps {
  readonly roomId: string;
  /** A message that was linked to: its part of the history is shown. */
  readonly messageId: number | undefined;
}

export function RoomView({ roomId, messageId }: RoomViewProps) {
  const { standing, retry } = useStanding(roomId);
  return (
    <IntentContext value={useNewIntent()}>
      <RoomHeader roomId={roomId} />
      <Conversation roomId={roomId} messageId={messageId} standing={standing} retry={retry} />
      {standing !== "gone" && <Composer roomId={roomId} />}
    </IntentContext>
  );
}
