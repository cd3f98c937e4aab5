/** The page's script. What others wrote is set as text, never as HTML. */
import { createClient } from "@parlance/zo/client";
import type { Person, routes } from "./chat.ts";

const typingShownMs = 3_000;
const typingToldMs = 1_500;

function element<E extends HTMLElement>(id: string, kind: new () => E): E {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`the page has no ${id}`);
}
const state = element("state", HTMLParagraphElement);
const link = element("link", HTMLButtonElement);
const people = element("people", HTMLUListElement);
const messages = element("messages", HTMLOListElement);
const typing = element("typing", HTMLParagraphElement);
const text = element("text", HTMLInputElement);

/** `?name=` in the address, so that a reload keeps it; else one at random. */
function nameOfTab(): string {
  const asked = new URLSearchParams(location.search).get("name")?.trim().slice(0, 32);
  const names = ["Ada", "Blaise", "Edsger", "Grace", "Hedy", "Konrad", "Lise", "Niklaus"];
  const name = asked || `${names[Math.floor(Math.random() * names.length)]} ${Math.floor(Math.random() * 90) + 10}`;
  history.replaceState(null, "", `?${new URLSearchParams({ name })}`);
  return name;
}
const name = nameOfTab();
element("name", HTMLElement).textContent = name;
document.title = `${name} – Two tabs`;

const client = createClient<typeof routes>(`${location.origin.replace(/^http/, "ws")}/ws`, { headers: { name } });
let myClientId: string | undefined;
let present: readonly Person[] = [];
/** Whom to write to; the room unless chosen. */
let target: Person | undefined;

function show(body: string, { head = "", kind = "" }: { head?: string; kind?: string } = {}): void {
  const item = document.createElement("li");
  item.className = kind;
  const small = document.createElement("small");
  small.textContent = head;
  item.append(...(head ? [small] : []), body);
  messages.append(item);
  item.scrollIntoView({ block: "end" });
}
const clock = (at: Date): string => at.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

function choice(label: string, person: Person | undefined): HTMLLIElement {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = label;
  button.setAttribute("aria-pressed", String(person?.clientId === target?.clientId));
  button.addEventListener("click", () => {
    target = person;
    showPeople();
    text.focus();
  });
  const item = document.createElement("li");
  item.append(button);
  return item;
}

function showPeople(list = present): void {
  present = list;
  const choices = present.filter(({ clientId }) => clientId !== myClientId).map((person) => choice(person.name, person));
  // Who was chosen and has left stays chosen: a private message never becomes a public one by itself.
  const hasLeft = target !== undefined && !present.some(({ clientId }) => clientId === target?.clientId);
  if (hasLeft) choices.push(choice(`${target?.name} (has left)`, target));
  people.replaceChildren(choice("Everyone", undefined), ...choices);
  text.placeholder = target === undefined ? "Message to everyone" : `Private message to ${target.name}`;
}

function showState(): void {
  state.textContent = client.connectionState;
  state.dataset["state"] = client.connectionState;
  link.textContent = client.connectionState === "open" ? "Disconnect" : "Reconnect";
}
client.onConnectionState(showState);
link.addEventListener("click", () => (client.connectionState === "open" ? client.close() : client.reconnect()));

// Each connection has its own id: ask after each opening.
client.onOpen(() => {
  client.send.connection.getClientId({});
  client.call.people.list().then(showPeople, (error: unknown) => show(String(error), { kind: "notice" }));
});
client.on.connection.onClientId(({ clientId }) => {
  myClientId = clientId;
  showPeople();
});
client.on.people.onChanged(showPeople);
client.onError((error) => show(error.message, { kind: "notice" }));

client.on.room.onSaid(({ from, text: said, at }) => {
  typing.textContent = "";
  show(said, { head: `${from.name}, ${clock(at)}`, kind: from.clientId === myClientId ? "mine" : "" });
});
client.on.chat.onPrivate(({ from, message, timestamp }) => {
  typing.textContent = "";
  show(message, { head: `${from}, privately, ${clock(timestamp)}`, kind: "private" });
});

let typingEnds: ReturnType<typeof setTimeout> | undefined;
client.on.chat.onTyping(({ from, isPrivate }) => {
  typing.textContent = `${from.name} is typing${isPrivate ? " to you" : ""} …`;
  clearTimeout(typingEnds);
  typingEnds = setTimeout(() => {
    typing.textContent = "";
  }, typingShownMs);
});

let typingToldAt = Number.NEGATIVE_INFINITY;
text.addEventListener("input", () => {
  // Not to be kept for later: who typed before a reconnect is no news after it.
  if (client.connectionState !== "open" || performance.now() - typingToldAt < typingToldMs) return;
  typingToldAt = performance.now();
  client.send.chat.typing({ targetUserId: target?.clientId });
});

element("compose", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  const message = text.value.trim();
  if (message === "") return;
  text.value = "";
  typingToldAt = Number.NEGATIVE_INFINITY;
  if (target === undefined) return client.send.room.say({ text: message });
  client.send.chat.private({ targetUserId: target.clientId, message });
  show(message, { head: `You to ${target.name}, privately, ${clock(new Date())}`, kind: "mine private" });
});

showState();
showPeople();
