/** What is beside the conversation, and over it: threads, pins, the search, keeping order, the keys. */
import assert from "node:assert/strict";
import { type Chat, createChat, type Message, type Room } from "@parlance/client";
import type { Locator } from "playwright-core";
import { journey, type Stage } from "./testing/journey.ts";
import type { Person } from "./testing/person.ts";

/** The same person by the SDK: for what the journey is not about. Closed with the journey, or the process would stay. */
class Helpers implements AsyncDisposable {
  readonly #url: string;
  readonly #chats: Chat[] = [];

  constructor({ server }: Stage) {
    this.#url = `${server.deployment.http.replace(/^http/, "ws")}/zo`;
  }

  of({ account }: Person): Chat {
    assert.ok(account);
    const chat = createChat({ url: this.#url, credentials: { token: account.token } });
    this.#chats.push(chat);
    return chat;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#chats.map((chat) => chat.close()));
  }
}

const panelOf = ({ page }: Person): Locator => page.getByRole("complementary");

const open = async ({ page }: Person, roomId: string, panel: string): Promise<void> => {
  await page.goto(`/room/${encodeURIComponent(roomId)}?panel=${panel}`);
};

const said = (room: Room, text: string): Promise<Message> => room.send(text).sent;

journey("a thread is the same for both who write in it", async (stage) => {
  await using helpers = new Helpers(stage);
  const ada = await stage.person("ada", { as: "account" });
  const ben = await stage.person("ben", { as: "account", viewport: "phone" });
  const lounge = helpers.of(ada).room("lounge");
  const { id } = await said(lounge, "who has seedlings?");
  for (const person of [ada, ben]) await open(person, "lounge", `thread-${id}`);
  await panelOf(ada).getByText("No replies yet").waitFor();
  await panelOf(ada).getByRole("textbox").fill("I have basil");
  await panelOf(ada).getByRole("textbox").press("Enter");
  await panelOf(ben).getByText("I have basil").waitFor();
  await panelOf(ben).getByRole("textbox").fill("and I have crates");
  await panelOf(ben).getByRole("button", { name: "Send" }).click();
  await panelOf(ada).getByText("and I have crates").waitFor();
  await panelOf(ada).getByText("2 replies").waitFor();
  assert.equal(await panelOf(ada).getByText("I have basil").count(), 1);
  for (const person of [ada, ben]) await person.axe();
  await panelOf(ben).getByRole("button", { name: "Back to the conversation" }).click();
  await panelOf(ben).waitFor({ state: "detached" });
});

journey("what is pinned is in its list at once, and leads to where it was said", async (stage) => {
  await using helpers = new Helpers(stage);
  const ada = await stage.person("ada", { as: "account" });
  const chat = helpers.of(ada);
  const room = await chat.createRoom({ kind: "public", name: "garden" });
  const { id } = await said(room, "water on Mondays");
  await open(ada, room.id, "pins");
  await panelOf(ada).getByText("Nothing is pinned here").waitFor();
  await ada.axe();
  await room.pin(id, true);
  await panelOf(ada)
    .getByRole("link", { name: /water on Mondays/ })
    .click();
  await ada.page.waitForURL(`**/room/${room.id}/${id}?panel=pins`);
  await panelOf(ada).getByRole("button", { name: "Unpin" }).click();
  await panelOf(ada).getByText("Nothing is pinned here").waitFor();
});

journey("the search finds an old message by words without their accents, and by keys alone goes to it", async (stage) => {
  await using helpers = new Helpers(stage);
  const ada = await stage.person("ada", { as: "account", path: "/room/lounge" });
  const lounge = helpers.of(ada).room("lounge");
  const old = await said(lounge, "the Café is open again");
  for (let count = 0; count < 120; count++) lounge.send(`nothing new ${count}`);
  await said(lounge, "the newest");
  const { page } = ada;
  await page.getByText("the newest").first().waitFor();
  await page.keyboard.press("Control+Shift+F");
  const field = panelOf(ada).getByRole("textbox", { name: "Search for" });
  await field.fill("cafe op");
  assert.ok(await field.evaluate((input) => input === document.activeElement));
  const found = panelOf(ada).getByRole("link", { name: /the Café is open again/ });
  await found.waitFor();
  assert.deepEqual(await found.locator("mark").allTextContents(), ["Café", "op"]);
  await ada.axe();
  await field.press("ArrowDown");
  assert.ok(await found.evaluate((link) => link === document.activeElement));
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/room/lounge/${old.id}?panel=search`);
  await page.getByRole("main").getByText("the Café is open again").first().waitFor();
  await field.fill("no such words");
  await panelOf(ada).getByRole("heading", { name: "Nothing was found" }).waitFor();
  await field.press("Escape");
  await panelOf(ada).waitFor({ state: "detached" });
});

journey("what is reported comes to those who keep order, who delete it and resolve the report", async (stage) => {
  await using helpers = new Helpers(stage);
  const ada = await stage.person("ada", { as: "account" });
  const ben = await stage.person("ben", { as: "account" });
  const [own, other] = [helpers.of(ada), helpers.of(ben)];
  const room = await own.createRoom({ kind: "public", name: "garden" });
  await other.join(room.id);
  const { id } = await said(other.room(room.id), "cheap watches");
  await own.call.reports.create({ messageId: id, text: "advertising" });
  await open(ada, room.id, "moderation");
  const panel = panelOf(ada);
  const { page } = ada;
  await panel.getByText("advertising").waitFor();
  await ada.axe();
  await panel.getByRole("button", { name: "What can be done" }).click();
  await page.getByRole("menuitem", { name: "Delete the message" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete the message" }).click();
  await panel.getByText("This message was deleted.").waitFor();
  await panel.getByRole("button", { name: "Resolve" }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Note" }).fill("deleted it");
  await page.getByRole("dialog").getByRole("button", { name: "Resolve" }).click();
  await panel.getByText("No open reports").waitFor();
  await panel.getByRole("tab", { name: "Log" }).click();
  await panel.getByText(/resolved a report about .*: “deleted it”/).waitFor();
  assert.equal((await own.call.messages.get({ messageId: id })).message.text, "");
});

journey("who is banned is listed with the reason, and comes back when the ban is lifted", async (stage) => {
  await using helpers = new Helpers(stage);
  const ada = await stage.person("ada", { as: "account" });
  const ben = await stage.person("ben", { as: "account" });
  const [own, other] = [helpers.of(ada), helpers.of(ben)];
  const room = await own.createRoom({ kind: "public", name: "garden" });
  await other.join(room.id);
  await own.call.rooms.ban({ roomId: room.id, userId: ben.account?.id ?? "", reason: "was rude" });
  await open(ada, room.id, "moderation");
  await panelOf(ada).getByRole("tab", { name: "Bans" }).click();
  await panelOf(ada).getByText("was rude").waitFor();
  await ada.axe();
  await panelOf(ada)
    .getByRole("button", { name: `Lift the ban of ${ben.name}` })
    .click();
  await ada.page.getByRole("dialog").getByRole("button", { name: "Lift the ban" }).click();
  await panelOf(ada).getByText("Nobody is banned").waitFor();
  await other.join(room.id);
});

journey("the quick switcher goes to rooms, people and what can be done, by keys alone", async (stage) => {
  await using helpers = new Helpers(stage);
  // The first account of a server is its administrator.
  const ada = await stage.person("ada", { as: "account", path: "/room/lounge" });
  const ben = await stage.person("ben", { as: "account" });
  const room = await helpers.of(ada).createRoom({ kind: "private", name: "Design Team" });
  const { page } = ada;
  await page.getByRole("link", { name: /Design Team/ }).waitFor();
  const go = async (letters: string, name: RegExp): Promise<void> => {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Room, person or action" }).fill(letters);
    await page.getByRole("option", { name, selected: true }).waitFor();
    if (letters === "dt") await ada.axe();
    await page.keyboard.press("Enter");
  };
  await go("dt", /Design Team/);
  await page.waitForURL(`**/room/${room.id}`);
  await go(ben.name.slice(0, 6), new RegExp(ben.name));
  await page.getByRole("heading", { level: 1, name: ben.name }).waitFor();
  await go("administration", /Administration/);
  const administration = page.getByRole("dialog", { name: "Administration" });
  await administration.getByText(ben.name).waitFor();
  await ada.axe();
  await page.keyboard.press("Escape");
  await administration.waitFor({ state: "detached" });
  await page.keyboard.press("Control+/");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await ada.axe();
});

journey("on a phone a panel is all there is, and what is behind it is out of reach", async (stage) => {
  const ada = await stage.person("ada", { as: "account", viewport: "phone", path: "/room/lounge?panel=search" });
  const panel = panelOf(ada);
  await panel.getByRole("textbox", { name: "Search for" }).waitFor();
  const box = await panel.boundingBox();
  assert.deepEqual([box?.x, box?.y, box?.width, box?.height], [0, 0, 390, 844]);
  await ada.page.getByRole("main").waitFor({ state: "hidden" });
  await ada.axe();
  await panel.getByRole("button", { name: "Back to the conversation" }).click();
  await ada.page.getByRole("main").waitFor();
});

journey("opened by the keyboard a panel takes the focus, and gives it back", async (stage) => {
  const ada = await stage.person("ada", { as: "account", path: "/room/lounge" });
  const button = ada.page.getByRole("button", { name: "Pinned messages" });
  await button.focus();
  await ada.page.keyboard.press("Enter");
  await panelOf(ada).and(ada.page.locator(":focus")).waitFor();
  await ada.page.keyboard.press("Escape");
  await panelOf(ada).waitFor({ state: "detached" });
  await ada.page.locator(":focus").and(button).waitFor();
});
