import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { Voice } from "./testing/conversation/voice.ts";
import { journey, type Stage } from "./testing/journey.ts";
import type { Person } from "./testing/person.ts";

/** Two people in a room of their own, one of them at a browser, the other heard only. */
async function inRoom(stage: Stage, { said = 0 }: { readonly said?: number } = {}) {
  const ada = await stage.person("ada", { as: "account" });
  const bob = await Voice.register(stage.server.deployment, "bob");
  const roomId = await bob.openRoom("Garden");
  await bob.invite(roomId, ada);
  await bob.sayMany(roomId, said);
  return { ada, bob, roomId, [Symbol.asyncDispose]: () => bob[Symbol.asyncDispose]() };
}

const history = ({ page }: Person): Locator => page.getByRole("region", { name: /^Conversation in/ });
const row = ({ page }: Person, words: string | RegExp): Locator => page.getByRole("article").filter({ hasText: words }).last();

async function choose(person: Person, words: string, item: string): Promise<void> {
  await row(person, words).hover();
  await row(person, words).getByRole("button", { name: "More" }).click();
  await person.page.getByRole("menuitem", { name: item }).click();
}

journey("what two people say reaches the other, and so do reactions, edits and deletions", async (stage) => {
  await using garden = await inRoom(stage, { said: 3 });
  const { ada, bob, roomId } = garden;
  await ada.page.goto(`/room/${roomId}`);
  const id = await bob.say(roomId, "the roses need *water*");
  await row(ada, "the roses need water").waitFor();
  await ada.page.getByRole("textbox", { name: /Message to/ }).fill("I will see to them");
  await ada.page
    .getByRole("textbox", { name: /Message to/ })
    .press("Enter")
    .catch(() => undefined);
  if ((await row(ada, "I will see to them").count()) === 0) await ada.page.getByRole("button", { name: "Send" }).click();
  await row(ada, "I will see to them").waitFor();

  await row(ada, "the roses").hover();
  await row(ada, "the roses").getByRole("button", { name: "Add a reaction" }).click();
  await ada.page.getByRole("dialog", { name: "Add a reaction" }).getByRole("button").first().click();
  const mine = row(ada, "the roses").getByRole("button", { name: /, 1, yours too/ });
  await mine.waitFor();
  assert.equal(await mine.getAttribute("aria-pressed"), "true");
  await mine.click();
  await mine.waitFor({ state: "detached" });

  await bob.edit(roomId, id, "the lilies need water");
  await row(ada, "the lilies").getByRole("button", { name: "edited" }).click();
  await ada.page.getByRole("dialog").getByText("the roses need").waitFor();
  await ada.page.keyboard.press("Escape");
  await ada.page.getByRole("dialog").waitFor({ state: "detached" });

  await choose(ada, "I will see", "Delete …");
  await ada.page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await row(ada, "This message was deleted").waitFor();
  assert.equal(await row(ada, "I will see").count(), 0);
  await ada.axe();
});

journey("a long history is scrolled to its beginning and back, and what is seen never jumps", async (stage) => {
  await using garden = await inRoom(stage, { said: 2_000 });
  const { ada, roomId } = garden;
  await ada.page.goto(`/room/${roomId}`);
  await row(ada, "message 1999").waitFor();
  await settled(ada);
  const jumps = await watchJumps(history(ada));
  await scrollUntil(ada, -600, "message 0");
  await ada.page.getByRole("heading", { name: "This is the beginning of Garden" }).waitFor();
  await scrollUntil(ada, 600, "message 1999");
  assert.deepEqual(await jumps.evaluate(({ found }) => found), []);
  assert.equal(await ada.page.getByRole("button", { name: /Jump to the latest/ }).count(), 0);
});

journey("older messages that come while one looks leave what is seen where it is", async (stage) => {
  await using garden = await inRoom(stage, { said: 700 });
  const { ada, roomId } = garden;
  await ada.page.goto(`/room/${roomId}`);
  await row(ada, "message 699").waitFor();
  for (let page = 0; page < 6; page += 1) {
    const before = await firstLoaded(ada);
    await history(ada).evaluate((element) => element.scrollTo({ top: 200 }));
    const seen = await anchor(ada);
    await ada.page.waitForFunction(() => document.querySelector("[data-key]") !== null);
    await settled(ada);
    const moved = await seen.evaluate(({ row: article, top }) =>
      article.isConnected ? article.getBoundingClientRect().top - top : 0,
    );
    assert.ok(Math.abs(moved) <= 1, `moved by ${moved} pixels at ${before}`);
  }
});

journey(
  "who opens a room goes on where they stopped: the line is before what is new, and stays while they read",
  async (stage) => {
    await using garden = await inRoom(stage, { said: 5 });
    const { ada, bob, roomId } = garden;
    await ada.page.goto(`/room/${roomId}`);
    await row(ada, "message 4").waitFor();
    await bob.hasRead(ada, roomId);
    await ada.page.goto("/");
    await bob.say(roomId, "news from the greenhouse");
    await bob.say(roomId, "and more of it");
    await ada.page.goto(`/room/${roomId}`);
    const first = row(ada, "news from the greenhouse");
    await first.getByText("New messages").waitFor();
    await bob.say(roomId, "still more");
    await row(ada, "still more").waitFor();
    await bob.hasRead(ada, roomId);
    await first.getByText("New messages").waitFor();
    await ada.page.goto("/");
    await ada.page.goto(`/room/${roomId}`);
    await row(ada, "still more").waitFor();
    assert.equal(await ada.page.getByRole("article").getByText("New messages").count(), 0);
  },
);

journey("who reads what is old keeps their place, is told of what is new, and jumps to it", async (stage) => {
  await using garden = await inRoom(stage, { said: 120 });
  const { ada, bob, roomId } = garden;
  await ada.page.goto(`/room/${roomId}`);
  await row(ada, "message 119").waitFor();
  await settled(ada);
  await history(ada).hover();
  await ada.page.mouse.wheel(0, -2_000);
  await ada.page.getByRole("button", { name: "Jump to the latest messages" }).waitFor();
  await settled(ada);
  const seen = await anchor(ada);
  await bob.say(roomId, "down here");
  await bob.say(roomId, "and here");
  await ada.page.getByRole("button", { name: "Jump to the latest messages, 2 new" }).waitFor();
  assert.equal(await seen.evaluate(({ row: article, top }) => article.getBoundingClientRect().top - top), 0);
  await ada.page.getByRole("button", { name: /Jump to the latest/ }).click();
  await row(ada, "and here").waitFor();
  await ada.page.getByRole("button", { name: /Jump to the latest/ }).waitFor({ state: "detached" });
});

journey("a reply leads to what it answers, and a link to its message, however far back it is", async (stage) => {
  await using garden = await inRoom(stage);
  const { ada, bob, roomId } = garden;
  const first = await bob.say(roomId, "where it all began");
  await bob.sayMany(roomId, 400);
  const middle = await bob.say(roomId, "half way");
  await bob.sayMany(roomId, 400);
  await bob.say(roomId, "do you remember?", { replyTo: first });
  await ada.page.goto(`/room/${roomId}`);
  await row(ada, "do you remember?")
    .getByRole("button", { name: /^Reply to bob.*where it all began/ })
    .click();
  await row(ada, "where it all began").waitFor();
  await ada.page.getByRole("button", { name: /Jump to the latest/ }).click();
  await row(ada, "do you remember?").waitFor();
  await ada.page.goto(`/room/${roomId}/${first}`);
  await row(ada, "where it all began").waitFor();
  await ada.page.goto(`/room/${roomId}/${middle}`);
  await row(ada, "half way").waitFor();
  await settled(ada);
  const [frame, box] = [await history(ada).boundingBox(), await row(ada, "half way").boundingBox()];
  assert.ok(frame && box && Math.abs(frame.y + frame.height / 2 - (box.y + box.height / 2)) < 30, "it is in the middle");
  await ada.page.goto(`/room/${roomId}/999999999`);
  await ada.page.getByText("This message is not there any more").first().waitFor();
  await row(ada, "do you remember?").waitFor();
});

journey("what was gone to stays in sight when the window becomes another", async (stage) => {
  await using garden = await inRoom(stage, { said: 12 });
  const { ada, bob, roomId } = garden;
  const id = await bob.say(roomId, "here we are");
  for (let count = 0; count < 8; count += 1) await bob.say(roomId, `${count}: ${"many words ".repeat(40)}`);
  await ada.page.goto(`/room/${roomId}/${id}`);
  await row(ada, "here we are").waitFor();
  await settled(ada);
  for (const [width, height] of [
    [390, 844],
    [768, 1_024],
    [1_280, 800],
  ] as const) {
    await ada.page.setViewportSize({ width, height });
    await settled(ada);
    const [frame, box] = [await history(ada).boundingBox(), await row(ada, "here we are").boundingBox()];
    assert.ok(
      frame && box && box.y + box.height > frame.y && box.y < frame.y + frame.height,
      `it is in sight at ${width}x${height}`,
    );
  }
});

journey(
  "markup is drawn, HTML and addresses that are none are text, and a picture has its space before it is here",
  async (stage) => {
    await using garden = await inRoom(stage);
    const { ada, bob, roomId } = garden;
    await bob.say(roomId, "**bold** and `code`\n- one\n- two");
    await bob.say(roomId, "<img src=x onerror=alert(1)> <b>not bold</b> [x](javascript:alert(1))");
    let show = (): void => undefined;
    const shown = new Promise<void>((resolve) => {
      show = resolve;
    });
    await ada.page.route("**/files/**", async (route) => {
      await shown;
      await route.continue();
    });
    await bob.sayPicture(roomId, { width: 800, height: 400 });
    await ada.page.goto(`/room/${roomId}`);
    await row(ada, "bold and code").locator("strong", { hasText: "bold" }).waitFor();
    assert.equal(await row(ada, "bold and code").getByRole("listitem").count(), 2);
    await row(ada, "<img src=x onerror=alert(1)> <b>not bold</b> [x](javascript:alert(1))").waitFor();
    const picture = ada.page.getByRole("link", { name: /^Open the picture/ });
    const before = await picture.boundingBox();
    assert.deepEqual([before?.width, before?.height], [420, 210]);
    show();
    await picture.locator("img").evaluate((img: HTMLImageElement) => img.decode());
    assert.deepEqual(await picture.boundingBox(), before);
    await ada.axe();
    await picture.click();
    await ada.page.getByRole("dialog").getByRole("img").waitFor();
    await ada.axe();
    await ada.page.keyboard.press("Escape");
    await ada.page.getByRole("dialog").waitFor({ state: "detached" });
  },
);

journey("the arrow keys go from message to message, and to its tools", async (stage) => {
  await using garden = await inRoom(stage, { said: 40 });
  const { ada, roomId } = garden;
  await ada.page.goto(`/room/${roomId}`);
  await row(ada, "message 0").waitFor();
  const focused = (name: RegExp) => ada.page.locator("article:focus").and(ada.page.getByRole("article", { name })).waitFor();
  const goes = [
    { key: "Home", to: /message 0$/ },
    { key: "ArrowDown", to: /message 1$/ },
    { key: "End", to: /message 39$/ },
    { key: "ArrowUp", to: /message 38$/ },
  ];
  await history(ada).focus();
  for (const { key, to } of goes) {
    await ada.page.keyboard.press(key);
    await focused(to);
  }
  await ada.page.getByRole("group", { name: "Message actions" }).getByRole("button", { name: "More" }).focus();
  await ada.page.keyboard.press("Enter");
  await ada.page.getByRole("menuitem", { name: "Copy a link to it" }).waitFor();
  await ada.page.keyboard.press("Escape");
  await ada.page.getByRole("menuitem").first().waitFor({ state: "detached" });
  await ada.axe();
});

/** Two frames without a change in what the history is as high as. */
function settled(person: Person): Promise<unknown> {
  return history(person).evaluate(
    (element) =>
      new Promise<void>((resolve) => {
        let [height, top, still] = [-1, -1, 0];
        const look = (): void => {
          still = element.scrollHeight === height && element.scrollTop === top ? still + 1 : 0;
          [height, top] = [element.scrollHeight, element.scrollTop];
          if (still > 15) resolve();
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
}

const firstLoaded = (person: Person): Promise<string | null> =>
  person.page.getByRole("article").first().getAttribute("aria-label");

/** A row in sight, and where it is. */
function anchor(person: Person) {
  return history(person).evaluateHandle((element) => {
    const middle = element.getBoundingClientRect().top + element.clientHeight / 2;
    const rows = [...element.querySelectorAll("article")];
    const found = rows.find((article) => article.getBoundingClientRect().bottom > middle) ?? element;
    return { row: found, top: found.getBoundingClientRect().top };
  });
}

/** From now on: in each frame all rows in sight move alike, and never against the way that is scrolled. */
function watchJumps(where: Locator) {
  return where.evaluateHandle((element) => {
    const watched = { found: [] as string[] };
    let way = 0;
    element.addEventListener("wheel", (event) => {
      way = Math.sign((event as WheelEvent).deltaY);
    });
    let before = new Map<Element, number>();
    const look = (): void => {
      const frame = element.getBoundingClientRect();
      const now = new Map<Element, number>();
      for (const article of element.querySelectorAll("article")) {
        const { top, bottom } = article.getBoundingClientRect();
        if (bottom > frame.top && top < frame.bottom) now.set(article, top);
      }
      const moves = [...now].flatMap(([article, top]) => (before.has(article) ? [top - (before.get(article) ?? 0)] : []));
      const [least, most] = [Math.min(...moves), Math.max(...moves)];
      if (moves.length > 0 && most - least > 2) watched.found.push(`rows moved by ${least} and ${most}`);
      if (moves.length > 0 && most * way > 2) watched.found.push(`moved by ${most} against the way`);
      before = now;
      requestAnimationFrame(look);
    };
    look();
    return watched;
  });
}

async function scrollUntil(person: Person, deltaY: number, words: string): Promise<void> {
  await history(person).hover();
  const wanted = person.page.getByRole("article", { name: new RegExp(`: ${words}$`) });
  while (!(await wanted.isVisible())) await person.page.mouse.wheel(0, deltaY);
}
