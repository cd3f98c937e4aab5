/** The HTTP side of `rooms`: POST /chat/* (docs/protocols/rooms.md). */
import type { z } from "zod";
import type { Chat } from "../../core/api.ts";
import { ChatError } from "../../core/errors.ts";
import type { Room, User } from "../../ports/model.ts";
import type { DialectAnswer, DialectRoute } from "../contract.ts";
import { Retrievals } from "./retrievals.ts";
import { retrieve } from "./retrieve.ts";
import {
  createDirectBody,
  errorSchema,
  type ListedRoom,
  listRoomsAnswer,
  retrieveAnswer,
  retrieveBody,
  roomInfoAnswer,
  roomInfoBody,
} from "./schema.ts";

type Source = Pick<Chat, "bounds" | "messages" | "files" | "rooms">;

export function roomsRoutes(chat: Source): readonly DialectRoute[] {
  const retrievals = new Retrievals(chat.bounds.retrievalsPerUser);
  return [
    route({
      path: "/chat/create_dm",
      summary: "Opens the direct room with another user; the same one however often it is asked for.",
      body: createDirectBody,
      answers: { 200: null, 400: errorSchema, 404: errorSchema, 429: errorSchema },
      run: taking(createDirectBody, async (user, { other }) => {
        await chat.rooms.openDirect(user, other);
        return { status: 200, body: null };
      }),
    }),
    route({
      path: "/chat/room_info",
      summary: "Name and occupants of one of the caller's rooms.",
      body: roomInfoBody,
      answers: { 200: roomInfoAnswer, 400: errorSchema, 404: errorSchema },
      run: taking(roomInfoBody, async (user, { room_id }) => {
        const { room, memberIds } = await chat.rooms.info(user, room_id);
        return { status: 200, body: { room_name: room.name, occupants: memberIds } };
      }),
    }),
    route({
      path: "/chat/retrieve",
      summary: "All messages after an id in all of the caller's rooms, oldest first, as a stream.",
      body: retrieveBody,
      answers: { 200: retrieveAnswer, 400: errorSchema, 429: errorSchema },
      run: taking(retrieveBody, async (user, { after }) => ({
        status: 200,
        body: await retrievals.counted(user.id, () => retrieve(chat, { userId: user.id, after })),
      })),
    }),
    route({
      path: "/chat/rooms",
      summary: "The rooms the caller is in; the occupants of direct ones.",
      answers: { 200: listRoomsAnswer },
      run: async (user) => ({ status: 200, body: { rooms: (await chat.rooms.of(user.id)).map(listed) } }),
    }),
  ];
}

function listed(room: Room): ListedRoom {
  const { id, name, kind, pair } = room;
  const base = { room_id: id, room_name: name, kind };
  return kind === "direct" ? { ...base, occupants: pair.map((person) => person.id) } : base;
}

type Handler = (user: User, body: unknown) => Promise<DialectAnswer>;

/** Hands `run` a body that has the shape of `schema`; any other is refused. */
function taking<Body>(schema: z.ZodType<Body>, run: (user: User, body: Body) => Promise<DialectAnswer>): Handler {
  return async (user, body) => {
    const parsed = schema.safeParse(body);
    if (!parsed.success) throw new ChatError("bad_request");
    return await run(user, parsed.data);
  };
}

interface RouteOptions {
  readonly path: string;
  readonly summary: string;
  readonly body?: z.ZodType;
  readonly answers: DialectRoute["answers"];
  readonly run: Handler;
}

/** A refusal by core is answered by http, in the form all authenticated endpoints share: `{error, error_code}`. */
function route({ run, ...described }: RouteOptions): DialectRoute {
  return {
    ...described,
    method: "POST",
    answers: { ...described.answers, 401: errorSchema, 503: errorSchema },
    authenticated: true,
    async handle({ session, body }) {
      if (session === null) throw new ChatError("token_missing");
      return await run(session.user, body);
    },
  };
}
