/**
 * `npm run demo`: five clients of five protocols, each a process of its own, talk in one lounge; the server is killed and
 * started again; everything is still there. Exit code 0 only if every client saw exactly what it should have.
 */
import { type Account, registerAccount } from "../accounts.ts";
import { type Protocol, protocols } from "../blackbox/everyone.ts";
import { createDm, retrieve } from "../clients/rooms.ts";
import { type Deployment, mountsOf } from "../deployment.ts";
import { ServerProcess, temporaryFolder } from "../server-process.ts";
import { type Actor, Stage } from "./stage.ts";
import { isAsExpected, type Row, renderTable, type Shown } from "./table.ts";

const texts = {
  reactions: "Hello! This is Ana, on reactions.",
  openchamp: "Oki here, on openchamp.",
  rooms: "Ruth, from a rooms client.",
  roster: "And Rosa, on roster.",
  zo: "Zoe here, a guest on zo.",
  file: "plan.txt",
  emoji: "👍",
  whisper: "Ruth, only for you: see you at noon.",
  answer: "Fine, Oki. Nobody else reads this.",
  question: "Ruth, may a guest come too?",
  reply: "Of course, Zoe.",
  after: "Still here after the crash.",
} as const;
const native: Record<Protocol, Shown> = {
  reactions: "native",
  openchamp: "native",
  rooms: "native",
  roster: "native",
  zo: "native",
};

const hidden: Record<Protocol, Shown> = {
  reactions: "hidden",
  openchamp: "hidden",
  rooms: "hidden",
  roster: "hidden",
  zo: "hidden",
};

interface Players {
  readonly oki: Account;
  readonly ruth: Account;
}
type Actors = Readonly<Record<Protocol, Actor>>;

const say: Record<Protocol, (text: string) => unknown> = {
  reactions: (text) => ({ type: "send_message", data: { text, author_name: "Ana" } }),
  openchamp: (text) => ({ type: "global_chat", payload: text }),
  rooms: (text) => ({ room: "lounge", messages: text }),
  roster: (text) => ({ type: "text", text }),
  zo: (text) => ({ type: "lounge.send", payload: { text } }),
};

/** Frames are searched as JSON text, so texts are too. */
const json = (text: string) => JSON.stringify(text).slice(1, -1);

async function enter(stage: Stage, deployment: Deployment, players: Players): Promise<Actors> {
  const at = mountsOf(deployment);
  const hello: Record<Protocol, readonly unknown[]> = {
    reactions: [],
    openchamp: [{ type: "token_auth", payload: { token: players.oki.token } }],
    rooms: [{ auth_token: players.ruth.token }],
    roster: [{ type: "init", username: "Rosa", id: "rosa-1" }],
    zo: [],
  };
  const urls: Record<Protocol, string> = { ...at, zo: `${at.zo}?name=Zoe` };
  const enterOne = (protocol: Protocol) => stage.enter(protocol, { url: urls[protocol], hello: hello[protocol] });
  const actors = {
    reactions: enterOne("reactions"),
    openchamp: enterOne("openchamp"),
    rooms: enterOne("rooms"),
    roster: enterOne("roster"),
    zo: enterOne("zo"),
  };
  // Reactions greets with its history, which may be empty: being connected is all there is to wait for.
  await Promise.all([
    actors.reactions.connected,
    actors.openchamp.sees("auth_success"),
    actors.rooms.sees("CONNECTED"),
    actors.roster.sees('"history"'),
    actors.zo.connected,
  ]);
  return actors;
}

async function talk(stage: Stage, actors: Actors): Promise<void> {
  stage.scene("Everybody says hello; everybody sees it, each in their own protocol");
  for (const speaker of protocols) {
    actors[speaker].send(say[speaker](texts[speaker]));
    for (const reader of protocols) await actors[reader].sees(json(texts[speaker]));
  }
  stage.scene("Rosa sends a file: native in roster, a line with a link elsewhere");
  const data = Buffer.from("1. Arrive\n2. Talk\n");
  const file = { name: texts.file, type: "text/plain", size: data.length, data: data.toString("base64") };
  actors.roster.send({ type: "file", file });
  for (const reader of protocols) await actors[reader].sees(texts.file, "/files/");
  stage.scene("Ana reacts to Oki's message: only reactions can show that");
  const { data: oki } = JSON.parse(await actors.reactions.sees('"message"', texts.openchamp)) as { data: { id: string } };
  actors.reactions.send({ type: "add_reaction", data: { message_id: oki.id, emoji: texts.emoji } });
  await actors.reactions.sees("reaction_updated", texts.emoji);
}

async function whisper(stage: Stage, deployment: Deployment, on: { actors: Actors; players: Players }): Promise<void> {
  const { actors, players } = on;
  stage.scene("Oki (openchamp) and Ruth (rooms) whisper; the others see nothing of it");
  await createDm(deployment, players.ruth.token, players.oki.id);
  actors.openchamp.send({ type: "private_chat", payload: { target: "Ruth", message: texts.whisper } });
  const { message } = JSON.parse(await actors.rooms.sees(texts.whisper)) as { message: { room: string } };
  actors.rooms.send({ room: message.room, messages: texts.answer });
  await actors.openchamp.sees("private_chat", texts.answer);
  await actors.rooms.sees(texts.answer);
  stage.scene("Zoe, a guest on zo, asks Ruth, who answers from rooms");
  actors.zo.send({ type: "chat.private", payload: { targetUserId: "Ruth", message: texts.question } });
  const { message: asked } = JSON.parse(await actors.rooms.sees(texts.question)) as { message: { room: string } };
  actors.rooms.send({ room: asked.room, messages: texts.reply });
  await actors.zo.sees("chat.onPrivate", texts.reply);
  await actors.rooms.sees(texts.reply);
}

/** How a client was shown something that carries these parts. */
function shown(actor: Actor, ...parts: readonly string[]): Shown {
  return actor.received.some((text) => parts.every((part) => text.includes(part))) ? "native" : "hidden";
}

/** A file's own keys are native, its link in a text is the fallback. */
function fileShown(actor: Actor): Shown {
  if (shown(actor, texts.file, '"file":{') === "native") return "native";
  return shown(actor, texts.file, "/files/") === "native" ? "fallback" : "hidden";
}

const byProtocol = (of: (protocol: Protocol) => Shown): Record<Protocol, Shown> => ({
  reactions: of("reactions"),
  openchamp: of("openchamp"),
  rooms: of("rooms"),
  roster: of("roster"),
  zo: of("zo"),
});

function rowsBefore(actors: Actors): Row[] {
  const seen = (...parts: readonly string[]) => byProtocol((protocol) => shown(actors[protocol], ...parts));
  const [whispered, asked] = [seen(texts.whisper), seen(texts.question)];
  return [
    ...protocols.map((protocol) => ({ what: `hello from ${protocol}`, expected: native, seen: seen(json(texts[protocol])) })),
    {
      what: "file from roster",
      expected: { reactions: "fallback", openchamp: "fallback", rooms: "fallback", roster: "native", zo: "native" },
      seen: byProtocol((protocol) => fileShown(actors[protocol])),
    },
    {
      what: "reaction from reactions",
      expected: { ...hidden, reactions: "native" },
      seen: seen(texts.emoji),
    },
    {
      what: "private, openchamp to rooms",
      expected: { ...hidden, openchamp: "own", rooms: "native" },
      seen: { ...whispered, openchamp: whispered.openchamp === "hidden" ? "own" : whispered.openchamp },
    },
    {
      what: "private, rooms to openchamp",
      expected: { ...hidden, openchamp: "native", rooms: "native" },
      seen: seen(texts.answer),
    },
    {
      what: "private, a guest on zo to rooms",
      expected: { ...hidden, rooms: "native", zo: "own" },
      seen: { ...asked, zo: asked.zo === "hidden" ? "own" : asked.zo },
    },
    {
      what: "private, rooms to the guest",
      expected: { ...hidden, rooms: "native", zo: "native" },
      seen: seen(texts.reply),
    },
  ];
}

/** After the crash: what replay (reactions), history (roster, zo) and retrieve (rooms) still tell. openchamp has no history. */
async function rowsAfter(actors: Actors, deployment: Deployment, players: Players): Promise<Row[]> {
  const retrieved = (await retrieve(deployment, players.ruth.token, 0)).map(({ message }) => message);
  const kept = (text: string) => ({
    reactions: shown(actors.reactions, json(text)),
    openchamp: shown(actors.openchamp, json(text)),
    rooms: retrieved.some((one) => one.includes(text)) ? ("native" as const) : ("hidden" as const),
    roster: shown(actors.roster, json(text)),
    zo: shown(actors.zo, json(text)),
  });
  const open: Record<Protocol, Shown> = { ...native, openchamp: "hidden" };
  const secret: Record<Protocol, Shown> = { ...hidden, rooms: "native" };
  return [
    ...protocols.map((protocol) => ({ what: `kept: hello from ${protocol}`, expected: open, seen: kept(texts[protocol]) })),
    {
      what: "kept: file from roster",
      expected: { reactions: "fallback", openchamp: "hidden", rooms: "fallback", roster: "native", zo: "native" },
      seen: {
        ...byProtocol((protocol) => fileShown(actors[protocol])),
        rooms: kept("/files/").rooms === "native" ? "fallback" : "hidden",
      },
    },
    {
      what: "kept: reaction",
      expected: { ...hidden, reactions: "native" },
      seen: kept(texts.emoji),
    },
    { what: "kept: private, both ways", expected: secret, seen: kept(texts.whisper) },
    { what: "kept: private answer", expected: secret, seen: kept(texts.answer) },
    { what: "kept: private, the guest's", expected: secret, seen: kept(texts.question) },
    { what: "live again", expected: native, seen: byProtocol((protocol) => shown(actors[protocol], texts.after)) },
  ];
}

async function main(): Promise<boolean> {
  const stage = new Stage(process.stdout);
  await using folder = await temporaryFolder("demo");
  stage.scene("The server starts, with nothing in its folder");
  let server = await ServerProcess.start(folder.path);
  let actors: Actors | null = null;
  const leave = () => Promise.all(Object.values(actors ?? {}).map((actor: Actor) => actor.leave()));
  try {
    stage.note(`${server.deployment.http}, process ${server.pid}, ready after ${server.startedInMs.toFixed(0)} ms`);
    const players = {
      oki: await registerAccount(server.deployment, "Oki"),
      ruth: await registerAccount(server.deployment, "Ruth"),
    };
    actors = await enter(stage, server.deployment, players);
    await talk(stage, actors);
    await whisper(stage, server.deployment, { actors, players });
    const before = rowsBefore(actors);
    stage.scene("kill -9");
    await server.kill();
    await leave();
    server = await ServerProcess.start(folder.path);
    stage.scene("Started again on the same folder; the clients come back with what they had");
    stage.note(`${server.deployment.http}, process ${server.pid}, ready after ${server.startedInMs.toFixed(0)} ms`);
    actors = await enter(stage, server.deployment, players);
    actors.zo.send({ type: "lounge.history", id: 1, payload: {} });
    await actors.zo.sees("zo.result");
    actors.roster.send(say.roster(texts.after));
    for (const protocol of protocols) await actors[protocol].sees(texts.after);
    const rows = [...before, ...(await rowsAfter(actors, server.deployment, players))];
    stage.scene("Who saw what");
    stage.print(renderTable(rows));
    const isGood = rows.every(isAsExpected);
    stage.print(isGood ? "\nEverything was seen as it should be." : "\nSomething was not seen as it should be.");
    return isGood;
  } finally {
    await leave();
    await server[Symbol.asyncDispose]();
  }
}

process.exitCode = (await main()) ? 0 : 1;
