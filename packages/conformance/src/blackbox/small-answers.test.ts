/** Catching up with a server whose answers hold little. */
import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { newAccount } from "../accounts.ts";
import { NativeClient } from "../clients/native.ts";
import { mountsOf } from "../deployment.ts";
import { ServerProcess, temporaryFolder } from "../server-process.ts";

const folder = await temporaryFolder("answers");
const bounds = { catchUpEvents: 4, catchUpAnswer: 6, catchUpRooms: 3, pageSize: 2 };
const server = await ServerProcess.start(folder.path, { bounds });
after(async () => {
  await server[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

describe("catching up past the bounds (I8)", () => {
  it("who is further behind than catchUpEvents starts anew; what is too much for one answer comes in the next", async () => {
    const alice = await newAccount(server.deployment, "alice");
    await using client = new NativeClient(mountsOf(server.deployment).zo, { token: alice.token });
    const positions: { roomId: string; seq: number }[] = [];
    for (const count of [4, 5, 2]) {
      const { room } = await client.call.rooms.create({ kind: "private", name: `Room ${count}` });
      for (let n = 1; n <= count; n++) await client.said(room.id, `${n}`);
      positions.push({ roomId: room.id, seq: 1 });
    }
    const told: string[] = [];
    for (let rest = positions; rest.length > 0; ) {
      const answer = await client.call.sync.catchUp({ positions: rest });
      for (const room of answer.rooms) {
        const what = room.kind === "events" ? room.events : room.kind === "fresh" ? room.messages : [];
        told.push(`${room.kind} ${what.map(({ seq }) => seq).join()}`);
      }
      told.push("|");
      rest = rest.filter(({ roomId }) => answer.rest.includes(roomId));
    }
    assert.deepEqual(told, ["events 2,3,4,5", "fresh 5,6", "|", "events 2,3", "|"]);
    const extra = { roomId: "lounge", seq: 0 };
    await assert.rejects(client.call.sync.catchUp({ positions: [...positions, extra] }), { code: "bad_request" });
  });
});
