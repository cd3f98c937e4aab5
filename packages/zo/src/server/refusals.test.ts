import assert from "node:assert/strict";
import { test } from "node:test";
import { create, Hub, type PeerSocket, ZoError } from "../index.ts";

const nothing = (): void => undefined;

async function peerOf(hub: Hub<object>, texts: string[]) {
  const socket: PeerSocket = {
    unsentBytes: 0,
    send: ({ text }) => void texts.push(text),
    ping: nothing,
    close: nothing,
    terminate: nothing,
  };
  const admission = await hub.admit({ headers: {}, query: "" });
  assert.ok(admission.isAdmitted);
  return admission.open(socket);
}

const zo = create();
const any = { "~standard": { version: 1, vendor: "none", validate: (value: unknown) => ({ value }) } } as const;
const router = zo.router(
  { fail: zo.message.incoming({ payload: any }), no: zo.message.incoming({ payload: any }) },
  {
    fail: () => {
      throw new Error("ours");
    },
    no: () => {
      throw new ZoError("forbidden", "not you");
    },
  },
);

test("onRefusal hears each refusal, of the hub and of handlers, and no failure of the server's own", async () => {
  const [heard, texts]: [string[], string[]] = [[], []];
  const hub = new Hub<object>(router, { onError: nothing, onRefusal: ({ code }) => void heard.push(code) });
  const peer = await peerOf(hub, texts);
  for (const text of ["{", '{"type":"no.such"}', '{"type":"no"}', '{"type":"fail"}', '{"type":"zo.ping"}']) peer.message(text);
  assert.deepEqual(heard, ["bad_frame", "unknown_route", "forbidden"]);
  assert.equal(texts.length, 5);
});

test("an onRefusal that throws breaks nothing: onError hears of it, the client of its refusal", async () => {
  const [failures, texts]: [unknown[], string[]] = [[], []];
  const broken = new Error("counting failed");
  const onRefusal = () => {
    throw broken;
  };
  const hub = new Hub<object>(router, { onError: (error) => void failures.push(error), onRefusal });
  (await peerOf(hub, texts)).message("{");
  assert.deepEqual(failures, [broken]);
  assert.equal(texts.length, 1);
});
