/** Every view there is, in both sizes and both colour schemes, as pictures in `screenshots/`. None of them scrolls sideways. */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { journey } from "./testing/journey.ts";
import type { Person } from "./testing/person.ts";
import { busyRoom } from "./testing/scene.ts";
import { colorSchemes, type Viewport } from "./testing/screenshots.ts";

const row = ({ page }: Person, words: string | RegExp): Locator => page.getByRole("article", { name: words }).last();
const field = (page: Page): Locator => page.getByRole("textbox", { name: /^Message to / });

async function open({ page }: Person, path: string, seen: string | RegExp): Promise<void> {
  await page.goto(path);
  await page.getByText(seen).filter({ visible: true }).first().waitFor();
}

async function look(person: Person, name: string): Promise<void> {
  const { page } = person;
  await person.screenshots(name, async (size) => {
    const sticksOut = await page.evaluate(() => {
      if (document.documentElement.scrollWidth <= innerWidth) return [];
      const out = [...document.querySelectorAll("body *")].filter(
        (element) => element.getBoundingClientRect().right > innerWidth,
      );
      return out.map(({ outerHTML }) => outerHTML.slice(0, 200));
    });
    assert.deepEqual(sticksOut, [], `${name} is wider than a ${size}`);
  });
}

async function choose(person: Person, words: string | RegExp, item: string): Promise<void> {
  await row(person, words).focus();
  await row(person, words).getByRole("button", { name: "More" }).click();
  await person.page.getByRole("menuitem", { name: item }).click();
}

journey("views: the entry, the empty lounge, a room that is not there", async (stage) => {
  const visitor = await stage.person("visitor");
  for (const way of ["Sign in", "New account", "As a guest"]) {
    await visitor.page.getByRole("tab", { name: way }).click();
    await look(visitor, `view-entry-${way.replaceAll(" ", "-").toLowerCase()}`);
  }
  const gil = await stage.person("gil", { as: "guest", path: "/room/lounge" });
  await gil.page.getByText("Nothing has been said here yet").waitFor();
  await look(gil, "view-lounge-empty");
  await gil.page.getByRole("button", { name: "You and your settings" }).click();
  await look(gil, "view-guest-menu");
  await open(gil, "/room/none", "This room is not there");
  await look(gil, "view-room-gone");
  await open(gil, "/", "lounge");
  await look(gil, "view-home");
});

journey("views: a busy conversation, what is on it, and what is written in it", async (stage) => {
  const ada = await stage.person("ada", { as: "account" });
  const { page } = ada;
  const { room, ben, threadId, directId } = await busyRoom(stage, ada);
  await open(ada, `/room/${room.id}`, "with=parameters");
  await look(ada, "view-conversation-end");
  await row(ada, "compost").first().scrollIntoViewIfNeeded();
  await page.getByRole("region", { name: /^Conversation/ }).evaluate((history) => history.scrollTo({ top: 0 }));
  await page.getByText("This is the beginning of Garden").waitFor();
  await look(ada, "view-conversation-beginning");
  await page.getByRole("region", { name: /^Conversation/ }).evaluate((history) => history.scrollTo({ top: 700 }));
  await look(ada, "view-conversation-middle");
  await open(ada, `/room/${room.id}/${threadId}`, "Which beds");
  await row(ada, /: Which beds/).focus();
  await ada.screenshot("view-toolbar");
  await row(ada, /: Which beds/)
    .getByRole("button", { name: "More" })
    .click();
  await page.getByRole("menuitem").first().waitFor();
  await look(ada, "view-message-menu");
  await page.keyboard.press("Escape");
  await open(ada, `/room/${room.id}`, "with=parameters");
  await choose(ada, /Cheap watches/, "Delete …");
  await page.getByRole("dialog").waitFor();
  await look(ada, "view-delete");
  await page.keyboard.press("Escape");
  await row(ada, "I will bring").getByRole("button", { name: "edited" }).click();
  await page.getByRole("dialog").getByText("I will brng").waitFor();
  await look(ada, "view-versions");
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: /^Open the picture/ }).click();
  await page.getByRole("dialog").getByRole("img").waitFor();
  await look(ada, "view-picture");
  await page.keyboard.press("Escape");

  await open(ada, `/room/${room.id}`, "with=parameters");
  await row(ada, /I will bring/).focus();
  await row(ada, /I will bring/)
    .getByRole("button", { name: "Reply", exact: true })
    .click();
  await field(page).fill("Those at the wall\nand the herbs @ch");
  await page.setInputFiles('input[type="file"]', [
    { name: "wall.txt", mimeType: "text/plain", buffer: Buffer.alloc(2_000) },
    {
      name: "a name that is longer than what a chip has room for.pdf",
      mimeType: "application/pdf",
      buffer: Buffer.alloc(300_000),
    },
  ]);
  await field(page).press("End");
  await page.getByRole("option", { name: /Chiara/ }).waitFor();
  await look(ada, "view-composer-reply");
  await field(page).fill("");
  await page.getByRole("button", { name: "No reply" }).click();
  for (const remove of ["wall.txt", "a name that"]) await page.getByRole("button", { name: `Remove ${remove}` }).click();
  await page.getByRole("button", { name: "Emoji", exact: true }).click();
  await page.getByRole("gridcell", { name: "grinning face", exact: true }).waitFor();
  await look(ada, "view-emoji");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "How text is formatted" }).click();
  await look(ada, "view-formatting");
  await page.keyboard.press("Escape");
  await field(page).press("ArrowUp");
  await page.getByRole("textbox", { name: "Edit the message" }).waitFor();
  await look(ada, "view-composer-edit");
  await page.keyboard.press("Escape");

  await open(ada, `/room/${room.id}?panel=thread-${threadId}`, "And the herbs");
  await look(ada, "view-thread");
  await open(ada, `/room/${directId}`, "watering plan");
  ben.room(directId).setTyping(true);
  await page.getByText("is typing").waitFor();
  await look(ada, "view-direct");
});

journey("views: the panels, the dialogs, keeping order and the settings", async (stage) => {
  const ada = await stage.person("ada", { as: "account" });
  const { page } = ada;
  const { room, directId } = await busyRoom(stage, ada);
  const panel = page.getByRole("complementary", { name: /./ }).last();
  const at = (name: string) => `/room/${room.id}?panel=${name}`;
  await open(ada, at("pins"), "Pinned messages");
  await panel.getByText("raised beds").waitFor();
  await look(ada, "view-pins");
  await open(ada, at("search"), "Find what was said");
  await look(ada, "view-search");
  await page.getByRole("textbox", { name: "Search for" }).fill("the");
  await panel.locator("mark").first().waitFor();
  await look(ada, "view-search-results");
  await open(ada, at("members"), /Offline \(\d|Online \(\d/);
  await look(ada, "view-members");
  await panel.getByRole("button", { name: /Chiara/ }).click();
  await page.getByRole("dialog", { name: /About/ }).waitFor();
  await look(ada, "view-person");
  await open(ada, at("about"), "Change name and topic");
  await look(ada, "view-about");
  await open(ada, `/room/${directId}?panel=about`, "Copy the id");
  await look(ada, "view-about-direct");
  await open(ada, at("moderation"), "Advertising");
  await look(ada, "view-reports");
  for (const tab of ["Bans", "Log"]) {
    await page.getByRole("tab", { name: tab }).click();
    await page
      .getByText(/Banned by|banned/)
      .first()
      .waitFor();
    await look(ada, `view-${tab.toLowerCase()}`);
  }
  await open(ada, `/room/${room.id}`, "with=parameters");
  await page.keyboard.press("Control+k");
  await page.getByRole("option").first().waitFor();
  await look(ada, "view-switcher");
  await page.getByRole("combobox").fill("administration");
  await page.getByRole("option", { selected: true, name: /Administration/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Administration" }).getByText(/^ben/).first().waitFor();
  await look(ada, "view-administration");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+/");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await look(ada, "view-keys");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "You and your settings" }).click();
  await look(ada, "view-me-menu");
  await page.getByRole("menuitem", { name: "Settings" }).click();
  for (const name of ["Profile", "Password", "Devices", "Appearance", "Notifications", "Your data"]) {
    await page.getByRole("dialog").getByRole("tab", { name }).click();
    await page.getByRole("dialog").getByText("Loading").waitFor({ state: "detached" });
    await look(ada, `view-settings-${name.replace(" ", "-").toLowerCase()}`);
  }
});

/** Of what a phone shows on a page of its own: it is looked at there, and at a desktop by somebody else. */
async function lookAs(person: Person, viewport: Viewport, name: string): Promise<void> {
  for (const colorScheme of colorSchemes) {
    await person.page.emulateMedia({ colorScheme });
    await person.screenshot(`${name}-${viewport}-${colorScheme}`);
  }
}

journey("views: the list of rooms, and what is opened from it", async (stage) => {
  const ada = await stage.person("ada", { as: "account" });
  await busyRoom(stage, ada);
  const other = await stage.person("ada", { account: ada.account, viewport: "phone" });
  for (const [person, viewport] of [
    [ada, "desktop"],
    [other, "phone"],
  ] as const) {
    const { page } = person;
    await page.goto("/");
    await page.getByRole("link", { name: /^Kitchen/ }).waitFor();
    await lookAs(person, viewport, "view-rooms");
    await page.getByRole("button", { name: "Find or create a room" }).click();
    await page.getByRole("dialog").getByText("Kitchen").waitFor();
    await lookAs(person, viewport, "view-find-room");
    await page.getByRole("button", { name: "Create a room", exact: true }).click();
    await lookAs(person, viewport, "view-create-room");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "New message" }).click();
    await page.getByRole("searchbox", { name: "Name" }).fill("be");
    await page.getByRole("dialog").getByText("Ben Okafor").waitFor();
    await lookAs(person, viewport, "view-new-direct");
    await page.keyboard.press("Escape");
  }
});

journey("views: what waits and what was refused, while one is offline", async (stage) => {
  stage.expect(/ERR_INTERNET_DISCONNECTED|WebSocket connection to/);
  const ada = await stage.person("ada", { as: "account" });
  const { page } = ada;
  const { room, own, ben } = await busyRoom(stage, ada);
  const shared = (await ben.createRoom({ kind: "public", name: "Ben's shed" })).id;
  await own.join(shared);
  await open(ada, `/room/${shared}`, "Nothing has been said here yet");
  const say = async (words: string): Promise<void> => {
    await field(page).fill(words);
    await page.getByRole("button", { name: "Send" }).click();
  };
  await ada.context.setOffline(true);
  await page.getByText("You are offline").first().waitFor();
  await say("Is the shed open?");
  await ben.call.rooms.change({ roomId: shared, archived: true });
  await ada.context.setOffline(false);
  await row(ada, "Is the shed open?")
    .getByText(/Not sent/)
    .waitFor();
  await ben.call.rooms.change({ roomId: shared, archived: false });
  await field(page).waitFor();
  await ada.context.setOffline(true);
  await page.getByText("You are offline").first().waitFor();
  await say("I shall wait at the door.");
  await say("With the *keys*.");
  await look(ada, "view-offline");
  await page
    .getByRole("button", { name: /messages? wait|was not sent/ })
    .first()
    .click();
  await look(ada, "view-unsent");
  await page.keyboard.press("Escape");
  await page.evaluate((path) => {
    history.pushState(null, "", path);
    dispatchEvent(new PopStateEvent("popstate"));
  }, `/room/${room.id}`);
  await look(ada, "view-offline-loading");
});

journey("views: the playground", async (stage) => {
  const ada = await stage.person("ada", { path: "/playground" });
  const { page } = ada;
  for (const protocol of ["reactions", "openchamp", "rooms", "roster", "zo"])
    await page.locator(`button[aria-label="Say it in ${protocol}"]:enabled`).waitFor();
  await page.getByRole("button", { name: "Say hello for me" }).click();
  await page
    .getByRole("feed")
    .first()
    .getByText(/^"Hello from/)
    .last()
    .waitFor();
  await look(ada, "view-playground");
  await page.getByRole("button", { name: "Break it" }).click();
  await look(ada, "view-playground-break");
  await page.getByRole("button", { name: "Break it" }).click();
  await page.getByRole("button", { name: "Fidelity" }).click();
  await page.getByRole("table").waitFor();
  await look(ada, "view-playground-fidelity");
  await page.getByRole("button", { name: "Fidelity" }).click();
  await page.getByRole("button", { name: "Compose" }).last().click();
  await page.getByRole("dialog").getByRole("textbox").first().waitFor();
  await look(ada, "view-playground-form");
});
