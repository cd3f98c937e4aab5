/** GET /account/export: all that is kept of an account, as one JSON document made while it is read. */
import { z } from "zod";
import type { Chat, Files } from "../../core/api.ts";
import { shownFile } from "../../core/file-links.ts";
import type { AccountExport, WrittenMessage } from "../../core/own-account.ts";
import type { SessionRow } from "../../ports/accounts.ts";
import type { CountedStanding } from "../../ports/personal.ts";
import { errorBody } from "../refusal.ts";
import { credentialsOf, type Route, route } from "../route.ts";

/** A piece of JSON text is handed on once it is this long; the next is made when the reader asks for it. */
const pieceChars = 64 * 1024;

const answer = z
  .looseObject({
    account: z.looseObject({}),
    sessions: z.array(z.unknown()),
    blocks: z.array(z.string()),
    rooms: z.array(z.unknown()),
    messages: z.array(z.unknown()),
  })
  .meta({
    title: "Account export",
    description: "Profile, sessions, rooms with roles, and every message with what it said before",
  });

export function exportRoute({ account, files }: Chat): Route {
  return route({
    method: "GET",
    path: "/account/export",
    summary: "All that is kept of one's account, for download",
    answers: { 200: answer, 401: errorBody, 429: errorBody, 503: errorBody },
    authenticated: true,
    handle: async (request) => {
      const kept = await account.export(credentialsOf(request).session);
      const headers = { "content-disposition": 'attachment; filename="parlance-account.json"' };
      return { status: 200, body: await begun(exported(kept, files)), headers };
    },
  });
}

async function* exported(kept: AccountExport, files: Files): AsyncGenerator<string> {
  try {
    const { profile, email, sessions, blocks } = kept;
    const { id, name, displayName, createdAt } = profile.user;
    const avatar = profile.avatar && shownFile(profile.avatar, files);
    const account = { id, name, displayName, email, about: profile.about, avatar, createdAt };
    yield `{"format":"parlance account export","version":1,"account":${JSON.stringify(account)},`;
    yield `"sessions":${JSON.stringify(sessions.map(sessionOf))},`;
    yield `"blocks":${JSON.stringify(blocks)},`;
    yield* list("rooms", kept.rooms(), roomOf);
    yield ",";
    yield* list("messages", kept.messages(), (written) => messageOf(written, files));
    yield "}\n";
  } finally {
    kept.end();
  }
}

async function* list<T>(name: string, pages: AsyncIterable<readonly T[]>, show: (one: T) => object): AsyncGenerator<string> {
  let piece = `"${name}":[`;
  let separator = "";
  for await (const page of pages) {
    for (const one of page) {
      piece += separator + JSON.stringify(show(one));
      separator = ",";
      if (piece.length < pieceChars) continue;
      yield piece;
      piece = "";
    }
  }
  yield `${piece}]`;
}

const sessionOf = ({ label, createdAt, expiresAt, usedAt }: SessionRow) => ({ label, createdAt, expiresAt, lastUsedAt: usedAt });

function roomOf({ room: { id, kind, name, topic, archivedAt, pair }, role, readTo, mutedUntil }: CountedStanding) {
  return { id, kind, name, topic, archivedAt, role, readTo, mutedUntil, ...(kind === "direct" ? { with: pair } : {}) };
}

function messageOf({ message, versions }: WrittenMessage, files: Files) {
  const { id, roomId, at, text, editedAt, replyTo, thread, file } = message;
  const told = { id, roomId, at, author: message.author.name, text, editedAt, replyTo, thread };
  return { ...told, file: file && shownFile(file, files), versions };
}

/** The texts from the first on, which is made now: once begun, they end as they are to, read to the end or not. */
async function begun(texts: AsyncGenerator<string>): Promise<AsyncIterable<string>> {
  let first: IteratorResult<string> | null = await texts.next();
  const iterator: AsyncIterator<string> = {
    async next() {
      const result = first ?? (await texts.next());
      first = null;
      return result;
    },
    return: () => texts.return(undefined),
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
