import type { TypingChange, TypingSeat } from "../../../core/typing.ts";
import type { Member } from "../member.ts";
import { AfterAnswer } from "./after-answer.ts";
import type { AreaHandlers, Native } from "./native.ts";
import { personOf } from "./words.ts";

/** A connection's part in who is writing, and how it is told. */
interface Part {
  readonly seat: TypingSeat;
  readonly changes: AfterAnswer<TypingChange>;
}

/** `typing.*`: core decides who may look and who may be seen. */
export function typingHandlers({ context: { chat }, send }: Native): AreaHandlers<"typing"> {
  const parts = new WeakMap<Member, Part>();
  /** Each change once, however many connections it is told to. */
  const deliveries = new WeakMap<TypingChange, { to(clientIds: readonly string[]): void }>();
  const tell = (change: TypingChange, clientId: string): void => {
    let delivery = deliveries.get(change);
    if (delivery === undefined) {
      const { roomId, user, isTyping } = change;
      delivery = send().typing.onTyping({ roomId, user: personOf(user), isTyping });
      deliveries.set(change, delivery);
    }
    delivery.to([clientId]);
  };
  const partOf = (member: Member): Part => {
    const known = parts.get(member);
    if (known !== undefined) return known;
    const changes = new AfterAnswer<TypingChange>((change) => tell(change, member.clientId));
    const seat = chat.typing.seat(member.user, (change) => changes.tell(`${change.roomId} ${change.user.id}`, change));
    const part = { seat, changes };
    parts.set(member, part);
    member.whenGone(() => seat.close());
    return part;
  };
  return {
    look: ({ input: { roomIds }, ctx: { member } }) =>
      member.does("typing.look", () => {
        const { seat, changes } = partOf(member);
        return changes.answering(async () => {
          const rooms = await seat.look(roomIds);
          return { rooms: rooms.map(({ roomId, users }) => ({ roomId, users: users.map(personOf) })) };
        });
      }),
    set: ({ payload: { roomId, isTyping }, ctx: { member } }) =>
      member.does("typing.set", () => partOf(member).seat.set(roomId, isTyping)),
  };
}
