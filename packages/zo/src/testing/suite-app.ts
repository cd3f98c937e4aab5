/** The contract and handlers that the black-box suite talks to. Its journal is how the suite sees what the server saw. */
import { z } from "zod";
import { create, tracked, ZoError } from "../index.ts";

/** What is shared by the handlers of one served app. */
class State {
  readonly journal: string[] = [];
  #gates: (() => void)[] = [];

  note(line: string): void {
    this.journal.push(line);
  }

  held(): Promise<void> {
    return new Promise((resolve) => this.#gates.push(resolve));
  }

  release(): void {
    for (const open of this.#gates) open();
    this.#gates = [];
  }
}

const richPayload = z.object({
  at: z.date(),
  members: z.map(z.string(), z.date()),
  tags: z.set(z.bigint()),
  bytes: z.instanceof(Uint8Array),
  odd: z.number().or(z.nan()),
});

export function suiteApp() {
  const state = new State();
  const zo = create({
    headers: z.object({ user: z.string().max(20).default("guest"), behave: z.string().optional() }),
    onConnect: async (headers, clientId) => {
      if (headers.behave === "unauthorized") throw new ZoError("unauthorized", "who are you?");
      if (headers.behave === "teapot") throw Object.assign(new Error("secret"), { status: 418 });
      if (headers.behave === "crash") throw new Error("secret");
      if (headers.behave === "hang") await state.held();
      state.note(`connected ${headers.user}`);
      return { user: headers.user, since: clientId };
    },
    onRefresh: (headers, { context }) => {
      if (headers.user === "nobody") throw new ZoError("forbidden", "nobody may not");
      return { ...context, user: headers.user };
    },
    onDisconnect: (context) => state.note(`gone ${context.user}`),
  });
  const named = zo.message.use(({ ctx }) => {
    if (ctx.user === "guest") throw new ZoError("forbidden", "guests may not");
    return { shout: ctx.user.toUpperCase() };
  });
  const routes = {
    echo: {
      text: zo.message.incoming({ payload: z.object({ text: z.string() }) }),
      onText: zo.message.outgoing({ payload: z.object({ text: z.string() }) }),
      rich: zo.message.incoming({ payload: richPayload }),
      onRich: zo.message.outgoing({ payload: richPayload }),
      anything: zo.message.incoming({ payload: z.unknown() }),
      onAnything: zo.message.outgoing({ payload: z.unknown() }),
    },
    room: {
      join: zo.message.incoming({ payload: z.object({ room: z.string() }) }),
      leave: zo.message.incoming({ payload: z.object({ room: z.string() }) }),
      tell: zo.message.incoming({
        payload: z.object({
          text: z.string(),
          to: z.array(z.string()).optional(),
          rooms: z.array(z.string()).optional(),
          except: z.array(z.string()).default([]),
        }),
      }),
      say: zo.message.incoming({ payload: z.object({ room: z.string(), text: z.string() }) }),
      onTold: zo.message.outgoing({ payload: z.object({ text: z.string() }) }),
    },
    fail: {
      crash: zo.message.incoming({ payload: z.object({}) }),
      badOutgoing: zo.message.incoming({ payload: z.object({}) }),
      named: named.incoming({ payload: z.object({}) }),
      unhandled: zo.message.incoming({ payload: z.object({}) }),
    },
    order: {
      held: zo.message.incoming({ payload: z.object({}) }),
      note: zo.message.incoming({ payload: z.object({ line: z.string() }) }),
      aside: zo.message.incoming({ payload: z.object({ line: z.string() }), concurrent: true }),
      release: zo.message.incoming({ payload: z.object({}), concurrent: true }),
    },
    call: {
      double: zo.procedure({ input: z.number(), output: z.number() }),
      whoami: zo.procedure({
        input: z.void(),
        output: z.object({ user: z.string(), clientId: z.string(), rooms: z.array(z.string()) }),
      }),
      day: zo.procedure({ input: z.date(), output: z.date(), concurrent: true }),
      full: zo.procedure({
        input: z.void(),
        output: z.void(),
        errors: { room_full: z.object({ limit: z.number(), since: z.date() }) },
      }),
      crash: zo.procedure({ input: z.void(), output: z.void() }),
      wrong: zo.procedure({ input: z.void(), output: z.object({ text: z.string() }) }),
      hang: zo.procedure({ input: z.void(), output: z.void(), concurrent: true }),
      unhandled: zo.procedure({ input: z.void(), output: z.void() }),
      journal: zo.procedure({ input: z.void(), output: z.array(z.string()), concurrent: true }),
      send: zo.procedure({ input: z.object({ bytes: z.number(), times: z.number() }), output: z.void(), concurrent: true }),
      badData: zo.procedure({ input: z.void(), output: z.void() }),
      leave: zo.procedure({ input: z.void(), output: z.void() }),
    },
    stream: {
      count: zo.subscription({ input: z.object({ to: z.number() }), event: z.number() }),
      log: zo.subscription({ input: z.object({ upTo: z.number() }), event: z.object({ n: z.number(), at: z.date() }) }),
      fails: zo.subscription({ input: z.void(), event: z.number() }),
      wrong: zo.subscription({ input: z.void(), event: z.number() }),
      idle: zo.subscription({ input: z.void(), event: z.number() }),
    },
  };

  const router = zo.router(routes, {
    echo: {
      text: ({ payload, ctx }) => ctx.send.echo.onText(payload).to([ctx.clientId]),
      rich: ({ payload, ctx }) => ctx.send.echo.onRich(payload).to([ctx.clientId]),
      anything: ({ payload, ctx }) => ctx.send.echo.onAnything(payload).to([ctx.clientId]),
    },
    room: {
      join: ({ payload, ctx }) => ctx.rooms.join(payload.room),
      leave: ({ payload, ctx }) => ctx.rooms.leave(payload.room),
      tell: ({ payload: { text, to, rooms, except }, ctx }) => {
        const delivery = ctx.send.room.onTold({ text }).except(except);
        if (to !== undefined) delivery.to(to);
        else if (rooms !== undefined) delivery.toRoom(rooms);
        else delivery.broadcast();
      },
      say: ({ payload, ctx }) => ctx.rooms.broadcast(payload.room, "room.onTold", { text: payload.text }),
    },
    fail: {
      crash: () => {
        throw new Error("secret: the password is swordfish");
      },
      badOutgoing: ({ ctx }) => {
        const wrong: unknown = 7;
        ctx.send.echo.onText(wrong as { text: string }).broadcast();
      },
      named: ({ ctx }) => ctx.send.echo.onText({ text: ctx.shout }).to([ctx.clientId]),
    },
    order: {
      held: async () => {
        state.note("held");
        await state.held();
        state.note("released");
      },
      note: ({ payload }) => state.note(payload.line),
      aside: ({ payload }) => state.note(payload.line),
      release: () => state.release(),
    },
    call: {
      double: ({ input }) => input * 2,
      whoami: ({ ctx }) => ({ user: ctx.user, clientId: ctx.clientId, rooms: [...ctx.rooms.current] }),
      day: async ({ input }) => new Date(input.getTime() + 86_400_000),
      full: ({ errors }) => {
        throw errors.room_full({ limit: 3, since: new Date(0) }, "no seat left");
      },
      crash: () => {
        throw new Error("secret");
      },
      wrong: () => {
        const wrong: unknown = { text: 7 };
        return wrong as { text: string };
      },
      hang: async ({ signal }) => {
        state.note("hanging");
        await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
        state.note("given up");
      },
      journal: () => [...state.journal],
      send: ({ input, ctx }) => {
        const text = "x".repeat(input.bytes);
        for (let count = 0; count < input.times; count++) ctx.send.echo.onText({ text }).to([ctx.clientId]);
      },
      badData: () => {
        throw new ZoError("conflict", "with data that cannot cross", { data: () => 1 });
      },
      leave: ({ ctx }) => ctx.disconnect("bye"),
    },
    stream: {
      count: async function* ({ input }) {
        for (let n = 1; n <= input.to; n++) {
          state.note(`made ${n}`);
          yield n;
        }
      },
      log: async function* ({ input, lastId, ctx }) {
        for (let n = lastId === undefined ? 1 : Number(lastId) + 1; n <= input.upTo; n++) {
          yield tracked(String(n), { n, at: new Date(n) });
          // A connection does not live for more than three of them.
          if (n % 3 === 0) ctx.send.echo.onText({ text: "drop me" }).to([ctx.clientId]);
        }
      },
      fails: async function* () {
        yield 1;
        throw new ZoError("not_found", "no more");
      },
      wrong: async function* () {
        const wrong: unknown = "one";
        yield wrong as number;
      },
      idle: async function* ({ signal }) {
        state.note("idle");
        try {
          yield 1;
          await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
        } finally {
          state.note("idle over");
        }
      },
    },
  });
  return router;
}

export type SuiteApp = ReturnType<typeof suiteApp>;
