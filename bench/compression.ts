/**
 * What compression saves and what it costs: bytes received and CPU of the server, all threads, for each message to a room and for each newcomer
 * who is sent the room's history, with 1 and with 100 receivers. Receivers who asked for compression and receivers who did not
 * take turns on one server. Before a round with compression the history was sent to nobody who asked, so its first newcomer pays for it.
 * Usage: node bench/compression.ts [--messages=2000] [--words=12] [--rounds=5]
 */
import { median, option, tell } from "./lib/figures.ts";
import { type BenchServer, startServer } from "./lib/server.ts";
import { clientFrame, Talker } from "./lib/talker.ts";

const [messages, words, rounds] = [option("messages", 2_000), option("words", 12), option("rounds", 5)];
/** The server's own `reactionsHistory`. */
const historyLength = 1_000;
const inFlight = 20;
const vocabulary =
  "the of and to in we you that it is was for on are with as they at be this from have or one had by hot but some what there can out other were all your when up use word how said each she which do their time if will way about many then them would write like so these her long make thing see him two has look more day could go come did my sound no most number who over know water than call first people may down side been now find".split(
    " ",
  );

const sentence = (): string =>
  Array.from({ length: words }, () => vocabulary[Math.floor(Math.random() * vocabulary.length)]).join(" ");
const message = (): Buffer => clientFrame({ type: "send_message", data: { text: sentence(), author_name: "Bench" } });
const bytesOf = (talkers: readonly Talker[]): number => talkers.reduce((sum, { socket }) => sum + socket.bytesRead, 0);

interface Figures {
  readonly liveBytes: number[];
  readonly liveMicros: number[];
  readonly joinBytes: number[];
  readonly joinMicros: number[];
}

async function speak(speaker: Talker, listeners: readonly Talker[]): Promise<void> {
  for (let sent = 0; sent < messages; sent += inFlight) {
    const all = [speaker, ...listeners].map((talker) => talker.received(talker.frames + inFlight));
    speaker.send(Buffer.concat(Array.from({ length: inFlight }, message)));
    await Promise.all(all);
  }
}

async function round(server: BenchServer, speaker: Talker, to: { count: number; offer: string | null; figures: Figures }) {
  const { count, offer, figures } = to;
  const [atStart, listeners] = [server.cpuMicros(), [] as Talker[]];
  while (listeners.length < count) {
    const talker = await Talker.connect(`${server.ws}/reactions/ws`, "127.0.0.1", offer);
    await talker.received(historyLength);
    listeners.push(talker);
  }
  const [joined, joinBytes] = [server.cpuMicros(), bytesOf(listeners)];
  await speak(speaker, listeners);
  figures.joinMicros.push((joined - atStart) / count);
  figures.joinBytes.push(joinBytes / count);
  figures.liveMicros.push((server.cpuMicros() - joined) / messages);
  figures.liveBytes.push((bytesOf(listeners) - joinBytes) / count / messages);
  for (const { socket } of listeners) socket.destroy();
}

await using server = await startServer(undefined, ["--compression", "on"]);
const speaker = await Talker.connect(`${server.ws}/reactions/ws`);
for (let sent = 0; sent < historyLength; sent += messages) await speak(speaker, []);
for (const count of [1, 100]) {
  const contenders = [null, "permessage-deflate; client_max_window_bits"].map((offer) => ({
    offer,
    figures: { liveBytes: [], liveMicros: [], joinBytes: [], joinMicros: [] } satisfies Figures,
  }));
  for (let n = 0; n <= rounds; n++) {
    for (const { offer, figures } of contenders) await round(server, speaker, { count, offer, figures });
    // The first is for warming up.
    if (n === 0) for (const { figures } of contenders) for (const list of Object.values(figures)) list.length = 0;
  }
  for (const { offer, figures } of contenders) {
    const kind = offer === null ? "plain" : "compressed";
    const { liveBytes, liveMicros, joinBytes, joinMicros } = figures;
    tell(`${count} receivers, ${kind}: a message`, { "bytes each": median(liveBytes), "CPU µs": median(liveMicros) });
    tell(`${count} receivers, ${kind}: a newcomer`, { bytes: median(joinBytes), "CPU µs": median(joinMicros) });
  }
}
