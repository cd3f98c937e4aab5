/** Rooms and who is in them. What is done is also told to all members as an event. */
import { create } from "@parlance/zo";
import { z } from "zod";
import { person, role, room, roomId, seq, text, userId } from "./words.ts";

const zo = create();
const name = text;
const answer = { output: z.object({ room }), concurrent: true };

export const roomRoutes = {
  create: zo.procedure({
    input: z.object({ kind: z.enum(["public", "private"]), name: name(), topic: text().optional() }),
    ...answer,
  }),
  /** The one direct room with a user, made if need be; with oneself for notes. */
  direct: zo.procedure({ input: z.object({ userId: userId() }), ...answer }),
  /** What is left out stays as it is; an empty `topic` is none. */
  change: zo.procedure({
    input: z.object({ roomId: roomId(), name: name().optional(), topic: text().optional(), archived: z.boolean().optional() }),
    ...answer,
  }),
  join: zo.procedure({ input: z.object({ roomId: roomId() }), ...answer }),
  invite: zo.procedure({ input: z.object({ roomId: roomId(), userId: userId() }), ...answer }),
  leave: zo.procedure({ input: z.object({ roomId: roomId() }), ...answer }),
  remove: zo.procedure({ input: z.object({ roomId: roomId(), userId: userId() }), ...answer }),
  setRole: zo.procedure({ input: z.object({ roomId: roomId(), userId: userId(), role }), ...answer }),
  /** Public rooms in use by room id, those after `after`. */
  browse: zo.procedure({
    input: z.object({ after: roomId().optional() }).prefault({}),
    output: z.object({ rooms: z.array(room), next: roomId().optional() }),
    concurrent: true,
  }),
  /** In joining order, those who joined after the seq `after`. */
  members: zo.procedure({
    input: z.object({ roomId: roomId(), after: seq().default(0) }),
    output: z.object({ members: z.array(z.object({ user: person, role, seq: seq() })), next: seq().optional() }),
    concurrent: true,
  }),
};
