/** A room in which there is one of everything, to look at. Made by the SDK: nobody waits for typing. */
import type { Chat, Room } from "@parlance/client";
import { uploadFile } from "@parlance/client/upload";
import { picture } from "./conversation/picture.ts";
import type { Stage } from "./journey.ts";
import type { Person } from "./person.ts";

export interface Scene {
  readonly room: Room;
  readonly own: Chat;
  readonly ben: Chat;
  readonly benId: string;
  /** What began the thread. */
  readonly threadId: number;
  readonly directId: string;
}

const others = [
  { stem: "ben", displayName: "Ben Okafor", about: "Grows tomatoes and compilers." },
  { stem: "chiara", displayName: "Chiara Rossi", about: "" },
  { stem: "dmitri", displayName: "Dmitri", about: "" },
] as const;

const code =
  "```ts\nexport function water(beds: readonly Bed[]): number {\n  return beds.filter(({ isDry }) => isDry).length; // litres\n}\n```";
const longWord = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz".repeat(3);

/** `ada` is its owner, and the server's administrator when she was the first to come. */
export async function busyRoom(stage: Stage, ada: Person): Promise<Scene> {
  const account = ada.account;
  if (account === undefined) throw new Error("guests make no rooms");
  const own = stage.device(account);
  await own.call.account.setProfile({ displayName: "Ada Lovelace" });
  const accounts = await Promise.all(others.map(({ stem }) => stage.account(stem)));
  const chats = accounts.map((other) => stage.device(other));
  await Promise.all(chats.map((chat, at) => chat.call.account.setProfile({ displayName: others[at]?.displayName ?? "" })));
  await chats[0]?.call.account.setProfile({ about: others[0].about });
  const [ben, chiara, dmitri] = chats as [Chat, Chat, Chat];
  const room = await own.createRoom({ kind: "public", name: "Garden", topic: "Beds, seeds and who waters on which day" });
  const [bens, chiaras, dmitris] = await Promise.all([ben, chiara, dmitri].map((chat) => chat.join(room.id)));
  if (bens === undefined || chiaras === undefined || dmitris === undefined) throw new Error("they joined");
  const threadId = await talk({ ada, own: room, ben: bens, chiara: chiaras, dmitri: dmitris }, [own, ben]);
  const directId = (await ben.openDirect(account.id)).id;
  await ben.room(directId).send("Do you have a minute for the watering plan?").sent;
  await sideRooms(own, ben);
  await keepOrder({ own, room, offender: dmitris, reporter: chiara });
  return { room, own, ben, benId: accounts[0]?.id ?? "", threadId, directId };
}

interface Voices {
  readonly ada: Person;
  readonly own: Room;
  readonly ben: Room;
  readonly chiara: Room;
  readonly dmitri: Room;
}

async function talk(voices: Voices, [own, bensChat]: readonly [Chat, Chat]): Promise<number> {
  const { ada, own: mine, ben, chiara, dmitri } = voices;
  const plan = await mine.send(
    "Morning! The plan for **Saturday**:\n\n1. compost\n2. the _raised beds_\n3. ~~roses~~ tomatoes\n\nSee [the wiki](https://example.org/garden) first.",
  ).sent;
  await mine.pin(plan.id, true);
  await ben.send("> compost\n\nI have a barrow, and `12 kg` of it.", { replyTo: plan.id }).sent;
  for (const emoji of ["👍", "🌱"]) for (const room of [ben, chiara, dmitri, mine]) await room.react(plan.id, emoji, true);
  await chiara.react(plan.id, "🎉", true);
  await ben.send(code).sent;
  const beds = await chiara.send("Which beds are dry?").sent;
  await ben.send("The two at the wall", { thread: beds.id }).sent;
  await mine.send("And the herbs", { thread: beds.id }).sent;
  await chiara.send(`@${ada.name} could you look at the pump? @room`).sent;
  const photo = await uploadFile(bensChat, new File([picture({ width: 640, height: 360 })], "pump.png", { type: "image/png" }));
  await ben.send("This is the pump", { file: photo }).sent;
  const sheet = await uploadFile(
    own,
    new File([new Uint8Array(48_000)], "watering plan, final (2).ods", {
      type: "application/vnd.oasis.opendocument.spreadsheet",
    }),
  );
  await mine.send("", { file: sheet }).sent;
  await dmitri.send("مرحبا بالجميع، متى نبدأ؟").sent;
  await dmitri.send("🌻🍅").sent;
  const wrong = await dmitri.send("not for here").sent;
  await dmitri.delete(wrong.id);
  const typo = await chiara.send("I will brng the seeds").sent;
  await chiara.edit(typo.id, "I will bring the seeds");
  await ben.send(longWord).sent;
  await ben.send("https://example.org/a/very/long/address/that/goes/on/and/on?with=parameters&and=more&of=them#and-a-fragment")
    .sent;
  return beds.id;
}

/** So that lists have something to show. */
async function sideRooms(own: Chat, ben: Chat): Promise<void> {
  const kitchen = await own.createRoom({ kind: "public", name: "Kitchen", topic: "What is cooked today" });
  await own.createRoom({ kind: "private", name: "Announcements" });
  const name = "A room with a name that is far too long for any list";
  await own.createRoom({
    kind: "public",
    name,
    topic: "Its topic is long, too: it says what is talked about here, and what is not, and why",
  });
  await (await ben.join(kitchen.id)).send("Soup at noon").sent;
}

async function keepOrder(the: {
  readonly own: Chat;
  readonly room: Room;
  readonly offender: Room;
  readonly reporter: Chat;
}): Promise<void> {
  const { own, room, offender, reporter } = the;
  const spam = await offender.send("Cheap watches, today only!").sent;
  await reporter.call.reports.create({ messageId: spam.id, text: "Advertising, the third time this week" });
  await own.call.rooms.ban({ roomId: room.id, userId: spam.author.id, reason: "Advertising" });
}
