import type { ChatEvent, Member } from "@parlance/client";

type Members = ReadonlyMap<string, Member>;

/** The members after an event: the same map where it is no matter of members. Applied twice, in order, it comes to the same. */
export function applied(members: Members, event: ChatEvent): Members {
  switch (event.type) {
    case "member_joined":
      return including(members, { user: event.user, role: event.role, seq: event.seq });
    case "role_changed": {
      const member = members.get(event.user.id);
      return member === undefined ? members : including(members, { ...member, user: event.user, role: event.role });
    }
    case "member_left":
      return without(members, event.user.id, event.seq);
    default:
      return members;
  }
}

function including(members: Members, member: Member): Members {
  return new Map(members).set(member.user.id, member);
}

/** Who joined again later than this event is a member all the same. */
function without(members: Members, userId: string, seq: number): Members {
  const member = members.get(userId);
  if (member === undefined || member.seq > seq) return members;
  const left = new Map(members);
  left.delete(userId);
  return left;
}
