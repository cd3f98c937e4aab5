/** The playground's promise: what is said in one protocol is seen in the other four, and what is broken mends. */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { journey, type Stage } from "./testing/journey.ts";
import type { Person, PersonOptions } from "./testing/person.ts";

const protocols = ["reactions", "openchamp", "rooms", "roster", "zo"] as const;

const column = (page: Page, protocol: string): Locator => page.getByRole("region", { name: `${protocol}: a live client` });
const framesOf = (page: Page, protocol: string): Locator =>
  column(page, protocol).getByRole("feed", { name: `Frames of ${protocol}` });

async function allAreIn(page: Page): Promise<void> {
  for (const protocol of protocols) await page.locator(`button[aria-label="Say it in ${protocol}"]:enabled`).waitFor();
}

/** Somebody who opened the playground and did nothing else: all five are in by themselves. */
async function visitor(stage: Stage, options: PersonOptions = {}): Promise<Person> {
  const person = await stage.person("visitor", { path: "/playground", ...options });
  await allAreIn(person.page);
  return person;
}

async function sayIn(page: Page, protocol: string, words: string): Promise<void> {
  await page.getByRole("textbox", { name: `Say something in ${protocol}` }).fill(words);
  await page.keyboard.press("Enter");
}

journey("without signing up all five are connected, and a line typed in each is seen in the four others", async (stage) => {
  const { page } = await visitor(stage);
  for (const protocol of protocols) {
    const words = `A line typed in ${protocol}.`;
    await sayIn(page, protocol, words);
    for (const reader of protocols) await framesOf(page, reader).getByText(`"${words}"`).last().waitFor();
    const relay = page.getByRole("region", { name: "The latest message, and where it was seen" });
    await relay.getByText(`typed in ${protocol}`, { exact: true }).waitFor();
    for (const reader of protocols) await relay.getByRole("button", { name: new RegExp(`^${reader} [\\d.]+ (ms|s)`) }).waitFor();
  }
});

journey("one press says hello, and what others say in the lounge arrives, too", async (stage) => {
  const { page } = await visitor(stage);
  await page.getByRole("button", { name: "Say hello for me" }).click();
  for (const reader of protocols)
    await framesOf(page, reader)
      .getByText(/^"Hello from Rosa-\w+, on roster!"$/)
      .last()
      .waitFor();
  const other = await visitor(stage);
  await sayIn(other.page, "zo", "And I am somebody else.");
  for (const reader of protocols) await framesOf(page, reader).getByText('"And I am somebody else."').waitFor();
});

journey("what a frame's names mean is told to whoever points at them or walks to them by the keys", async (stage) => {
  const { page } = await visitor(stage);
  await sayIn(page, "reactions", "What is this?");
  const feed = framesOf(page, "reactions");
  await feed.getByRole("article", { name: "received message" }).getByRole("button", { name: '"text"' }).hover();
  const tip = page.getByRole("tooltip");
  await tip.getByText("Message content").waitFor();
  await page.mouse.move(0, 0);
  await tip.waitFor({ state: "hidden" });
  await feed.getByRole("article", { name: "received message" }).focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowRight");
  await tip.getByText("Send a new chat message").waitFor();
});

journey("a form of every message is made from its schema, and the server's answer is shown beside it", async (stage) => {
  const { page } = await visitor(stage);
  await column(page, "zo").getByRole("button", { name: "Compose" }).click();
  const dialog = page.getByRole("dialog", { name: "Compose a zo frame" });
  const choice = dialog.getByRole("combobox", { name: "Message", exact: true });
  for (const name of await choice.getByRole("option").allTextContents()) {
    await choice.selectOption(name);
    await dialog.getByRole("textbox", { name: "type", exact: true }).first().waitFor();
  }
  await choice.selectOption("lounge.history");
  await dialog.getByRole("button", { name: "Send" }).click();
  const answers = dialog.getByRole("region", { name: "What came and went since" });
  await answers.getByText("zo.result").first().waitFor();
  await dialog.getByRole("tab", { name: "JSON" }).click();
  await dialog.getByRole("textbox", { name: "JSON" }).fill("{");
  await dialog.getByText("This is not JSON").waitFor();
  await dialog.getByRole("button", { name: "Send" }).click();
  await answers.getByText("bad_frame").waitFor();
});

journey("what is broken shows the error, and mends", async (stage) => {
  const { page } = await visitor(stage);
  await page.getByRole("button", { name: "Break it" }).click();
  const breaking = (protocol: string): Locator => page.getByRole("region", { name: `Break ${protocol}` });
  const garbage = async (protocol: string, what: string): Promise<void> => {
    await breaking(protocol).getByRole("button", { name: "Send garbage" }).click();
    await page.getByRole("menuitem", { name: what }).click();
  };
  await garbage("reactions", "Half a JSON text");
  await breaking("reactions").getByText("Invalid message format").waitFor();
  await garbage("zo", "A frame of 70 kB");
  await breaking("zo")
    .getByText(/closed with 1009/)
    .waitFor();
  await breaking("zo").getByText("connected again").waitFor();
  await breaking("roster").getByRole("button", { name: "Flood" }).click();
  await breaking("roster").getByText("200 ×").waitFor();
  await breaking("roster").getByText("still connected").waitFor();
  await page.getByRole("group", { name: "In all five" }).getByRole("button", { name: "Cut the connection" }).click();
  for (const protocol of protocols) await breaking(protocol).getByText("connected again").waitFor();
  await sayIn(page, "openchamp", "All there again?");
  for (const reader of protocols) await framesOf(page, reader).getByText('"All there again?"').last().waitFor();
});

journey("any frame can be taken along, as a command and as a script", async (stage) => {
  const { page, context } = await visitor(stage);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await sayIn(page, "roster", "Take me along.");
  const take = async (what: string): Promise<string> => {
    const frame = framesOf(page, "roster").getByRole("article", { name: "sent text" }).last();
    await frame.hover();
    await frame.getByRole("button", { name: "Copy this frame" }).click();
    await page.getByRole("menuitem", { name: what }).click();
    await page.getByText("Copied").last().waitFor();
    return page.evaluate(() => navigator.clipboard.readText());
  };
  assert.equal(await take("as JSON"), '{"type":"text","text":"Take me along."}');
  assert.match(
    await take("as a wscat command"),
    /^npx wscat -c 'ws:.*\/chat' -x '\{"type":"init".*' -x '\{"type":"text","text":"Take me along\."\}' -w -1$/,
  );
  assert.match(
    await take("as JavaScript"),
    /^const socket = new WebSocket\("ws:.*\/chat"\);[\s\S]*socket\.send\(JSON\.stringify\(\{"type":"text"/,
  );
});

journey("after a reload one is who one was", async (stage) => {
  const { page } = await visitor(stage);
  const names = (): Promise<string[]> => page.getByText(/^You are \w+-\w{4}$/).allTextContents();
  const before = await names();
  assert.equal(before.length, protocols.length);
  await page.reload();
  await allAreIn(page);
  assert.deepEqual(await names(), before);
});

for (const viewport of ["desktop", "phone"] as const) {
  journey(`the playground is accessible on a ${viewport}, whatever is open`, async (stage) => {
    const person = await visitor(stage, { viewport });
    const { page } = person;
    await page.getByRole("button", { name: "Say hello for me" }).click();
    await framesOf(page, "reactions")
      .getByText(/^"Hello from/)
      .last()
      .waitFor();
    await person.axe();
    await page.getByRole("button", { name: "Break it" }).click();
    await page.getByRole("region", { name: "Break reactions" }).getByRole("button", { name: "Flood" }).click();
    await page.getByRole("region", { name: "Break reactions" }).getByText("200 ×").waitFor();
    await person.axe();
    await page.getByRole("button", { name: "Break it" }).click();
    await page.getByRole("button", { name: "Fidelity" }).click();
    await page.getByRole("table").waitFor();
    await person.axe();
    await page.getByRole("button", { name: "Fidelity" }).click();
    await column(page, "reactions").getByRole("button", { name: "Compose" }).click();
    await page.getByRole("dialog").getByRole("textbox", { name: "text" }).waitFor();
    await person.axe();
  });
}
