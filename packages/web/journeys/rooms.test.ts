import assert from "node:assert/strict";
import { type Chat, createChat } from "@parlance/client";
import type { Locator } from "playwright-core";
import { journey, type Stage } from "./testing/journey.ts";
import type { Person } from "./testing/person.ts";

const rooms = ({ page }: Person): Locator => page.getByRole("navigation", { name: "Rooms" });
/** Of the list: its name for screen readers begins with what the room is called. */
const roomLink = (person: Person, name: string | RegExp): Locator => rooms(person).getByRole("link", { name });
const panel = ({ page }: Person): Locator => page.getByRole("complementary");
const dialog = ({ page }: Person): Locator => page.getByRole("dialog");
const isIn = ({ page }: Person, name: string): Promise<void> => page.getByRole("heading", { level: 1, name }).waitFor();

async function create(person: Person, kind: "Public" | "Private", name: string): Promise<void> {
  const { page } = person;
  await page.getByRole("button", { name: "Find or create a room" }).click();
  await page.getByRole("button", { name: "Create a room", exact: true }).click();
  await page.getByRole("radio", { name: kind }).check();
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("textbox", { name: "Topic" }).fill(`All about ${name}`);
  await page.getByRole("button", { name: "Create", exact: true }).click();
  await isIn(person, name);
}

/** Another device of theirs, to say something. */
async function device({ account }: Person, { server }: Stage, use: (chat: Chat) => Promise<unknown>): Promise<void> {
  const url = `${server.deployment.http.replace(/^http/, "ws")}/zo`;
  const chat = createChat({ url, credentials: { token: account?.token ?? "" } });
  await use(chat).finally(() => chat.close());
}

const roomIdOf = ({ page }: Person): string => decodeURIComponent(new URL(page.url()).pathname.split("/")[2] ?? "");

async function openCard(person: Person, of: Person): Promise<Locator> {
  await panel(person).getByRole("button", { name: of.name }).click();
  return person.page.getByRole("dialog", { name: `About ${of.name}` });
}

async function askFor(card: Locator, deed: string): Promise<void> {
  await card.getByRole("button", { name: "More" }).click();
  await card.page().getByRole("menuitem", { name: deed }).click();
}

journey("a public room is found and joined, a private one is known to those who are invited", async (stage) => {
  const ada = await stage.person("ada", { as: "account" });
  const ben = await stage.person("ben", { as: "account" });
  await create(ada, "Public", "kitchen");
  await create(ada, "Private", "party");
  await ada.axe();

  await ben.page.getByRole("button", { name: "Find or create a room" }).click();
  await dialog(ben).getByText("All about kitchen").waitFor();
  assert.equal(await dialog(ben).getByText("party").count(), 0);
  await ben.axe();
  await ben.page.getByRole("searchbox", { name: "Name of the room" }).fill("KIT");
  await ben.page.getByRole("button", { name: "Join kitchen" }).click();
  await isIn(ben, "kitchen");

  await ada.page.getByRole("button", { name: "Members" }).click();
  await panel(ada).getByRole("button", { name: "Invite somebody" }).click();
  await ada.page.getByRole("searchbox", { name: "Name" }).fill(ben.name.slice(0, 4));
  await dialog(ada).getByRole("button", { name: ben.name }).click();
  await dialog(ada)
    .getByRole("button", { name: `${ben.name} In the room` })
    .waitFor();
  await ada.page.keyboard.press("Escape");
  await roomLink(ben, "party").click();
  await isIn(ben, "party");
  await panel(ada).getByRole("heading", { name: "2 members" }).waitFor();
});

journey("what is unread is counted, mentions are loud, and a muted room keeps quiet", async (stage) => {
  const ada = await stage.person("ada", { as: "account" });
  const ben = await stage.person("ben", { as: "account" });
  await create(ada, "Public", "kitchen");
  const kitchen = roomIdOf(ada);
  await roomLink(ada, "lounge").click();

  await ben.page.getByRole("button", { name: "New message" }).click();
  await ben.page.getByRole("searchbox", { name: "Name" }).fill(ada.name.slice(0, 5));
  await dialog(ben).getByRole("button", { name: ada.name }).click();
  await isIn(ben, ada.name);
  await device(ben, stage, async (chat) => {
    await chat.room(roomIdOf(ben)).send("hello").sent;
    await chat.join(kitchen);
    await chat.room(kitchen).send(`@${ada.name} bread?`).sent;
  });
  await roomLink(ada, new RegExp(`${ben.name}.* 1 unread$`)).waitFor();
  const loud = roomLink(ada, /kitchen.* 1 unread, with mentions/);
  await loud.waitFor();
  await ada.axe();

  await loud.click({ button: "right" });
  await ada.page.getByRole("menuitem", { name: "Mute for an hour" }).click();
  await roomLink(ada, /^kitchen\s*Muted$/).waitFor();
  await roomLink(ada, /kitchen/).click({ button: "right" });
  await ada.page.getByRole("menuitem", { name: "Unmute" }).click();
  await loud.waitFor();
});

journey("members are there or not, and an owner gives roles, removes and bans", async (stage) => {
  const ada = await stage.person("ada", { as: "account" });
  const ben = await stage.person("ben", { as: "account" });
  await create(ada, "Public", "kitchen");
  await device(ben, stage, (chat) => chat.join(roomIdOf(ada)));
  await ada.page.getByRole("button", { name: "Members" }).click();
  await panel(ada).getByRole("heading", { name: "Online (1)" }).waitFor();
  await ben.page.goto("about:blank");
  await panel(ada).getByRole("heading", { name: "Offline (1)" }).waitFor();
  await ben.page.goto("/");
  await panel(ada).getByRole("heading", { name: "Online (1)" }).waitFor();
  await ada.axe();

  await askFor(await openCard(ada, ben), "Make a moderator");
  await dialog(ada).getByRole("button", { name: "Make a moderator" }).click();
  await panel(ada).getByRole("heading", { name: "Moderators (1)" }).waitFor();

  await roomLink(ben, "kitchen").click();
  await askFor(await openCard(ada, ben), "Remove from the room");
  await dialog(ada).getByRole("button", { name: "Remove" }).click();
  await ben.page.getByRole("button", { name: "Join" }).first().click();
  await isIn(ben, "kitchen");

  await ada.axe();
  const card = await openCard(ada, ben);
  await card.getByRole("button", { name: "More" }).waitFor();
  await ada.axe();
  await askFor(card, "Ban from the room");
  await ada.page.getByRole("textbox", { name: "Reason" }).fill("No manners");
  await dialog(ada).getByRole("button", { name: "Ban" }).click();
  await panel(ada).getByRole("heading", { name: "1 member" }).waitFor();
  await ben.page.getByRole("button", { name: "Join" }).first().click();
  await ben.page.getByRole("alert").getByText("you may not read it").waitFor();
});

journey("by the keyboard alone one goes through the rooms, makes one, and leaves it", async (stage) => {
  const ada = await stage.person("ada", { as: "account" });
  const { page } = ada;
  const press = async (...keys: readonly string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await isIn(ada, "lounge");
  await page.getByRole("button", { name: "Find or create a room" }).focus();
  await press("Enter");
  await page.getByRole("button", { name: "Create a room", exact: true }).waitFor();
  await press("Tab", "Enter");
  const name = page.getByRole("textbox", { name: "Name" });
  await name.waitFor();
  await name.focus();
  await page.keyboard.type("garden");
  await press("Enter");
  await isIn(ada, "garden");

  await roomLink(ada, "garden").focus();
  await press("ArrowUp");
  assert.equal(await roomLink(ada, "lounge").evaluate((link) => link === document.activeElement), true);
  await page.keyboard.type("gar");
  await page.getByRole("searchbox", { name: "Filter rooms" }).waitFor();
  assert.equal(await roomLink(ada, "lounge").count(), 0);
  await press("ArrowDown", "Tab", "Enter");
  await page.getByRole("menuitem", { name: "Leave the room" }).waitFor();
  await press("End", "Enter");
  await dialog(ada).getByText("You can join this room again").waitFor();
  await dialog(ada).getByRole("button", { name: "Leave" }).focus();
  await press("Enter");
  await isIn(ada, "lounge");
  await roomLink(ada, "garden").waitFor({ state: "detached" });
});

journey("on a phone the list, the room and its members are a page each; a guest is told what needs an account", async (stage) => {
  const ada = await stage.person("ada", { as: "account", viewport: "phone" });
  await roomLink(ada, "lounge").waitFor();
  await ada.axe();
  await create(ada, "Private", "party");
  assert.equal(await rooms(ada).isVisible(), false);
  await ada.page.getByRole("button", { name: "More" }).click();
  await ada.page.getByRole("menuitem", { name: "About this room" }).click();
  await panel(ada).getByRole("button", { name: "Change name and topic" }).click();
  await panel(ada).getByRole("textbox", { name: "Name" }).fill("feast");
  await panel(ada).getByRole("button", { name: "Save" }).click();
  await panel(ada).getByRole("heading", { name: "feast" }).waitFor();
  await ada.axe();
  await ada.page.goBack();
  await isIn(ada, "feast");
  await ada.page.getByRole("button", { name: "Back to the rooms" }).click();
  await roomLink(ada, "feast").waitFor();

  const gil = await stage.person("gil", { as: "guest" });
  await isIn(gil, "lounge");
  await gil.page.getByRole("button", { name: "Find or create a room" }).click();
  await gil.page.getByRole("button", { name: "Create an account" }).waitFor();
  assert.equal(await gil.page.getByRole("button", { name: "Create a room", exact: true }).isDisabled(), true);
  await gil.axe();
});
