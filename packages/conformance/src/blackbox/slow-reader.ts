/** Slow readers hurt only themselves (I4). Needs a deployment without rates whose memory we may read. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { connectRaw, type RawSocket } from "../clients/raw.ts";
import { type Deployment, uniqueText } from "../deployment.ts";
import { everyone, type Participant, type Protocol, protocols } from "./everyone.ts";
import { entranceOf, introduce } from "./introduce.ts";

const mebibyte = 1024 * 1024;
const floodMessages = 2_400;
/** 12 kB as UTF-8: the flood is 28 MB in every protocol, more than an outbox and the kernel's buffers hold. */
const padding = "…".repeat(3_900);
const memoryAllowance = 400 * mebibyte;

export function slowReaderSuite(deployment: Deployment, residentBytes: () => Promise<number>): void {
  describe("slow readers", () => {
    it("who never reads is closed, everybody else gets everything, and memory stays bounded (I4)", async (t) => {
      await using world = await everyone(deployment);
      const slow = await Promise.all(
        protocols.flatMap((protocol) => [slowReader(deployment, protocol), slowReader(deployment, protocol)]),
      );
      const before = await residentBytes();
      const stem = uniqueText("flood");
      const peak = await flood(world.rooms, stem, residentBytes);
      const own = (reader: Participant) =>
        reader
          .seen()
          .flatMap(({ text }) => (text.startsWith(stem) ? [Number(text.slice(stem.length + 1, -padding.length))] : []));
      const expected = Array.from({ length: floodMessages }, (_, n) => n);
      for (const reader of world.all) {
        await reader.sees(`${stem} ${floodMessages - 1}${padding}`, 60_000);
        assert.deepEqual(own(reader), expected, reader.protocol);
      }
      for (const raw of slow) {
        raw.startReading();
        const { code } = await raw.end(45_000);
        // The close frame stands behind what was never read: it arrives, or the socket is cut.
        assert.ok(code === 4001 || code === null, `closed with ${code}`);
        assert.ok(raw.texts.filter((text) => text.includes(stem)).length < floodMessages, "it was closed for reading too slowly");
        raw.socket.destroy();
      }
      t.diagnostic(
        `${slow.length} slow readers: memory ${(before / mebibyte).toFixed(0)} MiB before, ${(peak / mebibyte).toFixed(0)} MiB at most`,
      );
      assert.ok(peak - before < memoryAllowance, `memory grew by ${((peak - before) / mebibyte).toFixed(0)} MiB`);
    });
  });
}

async function slowReader(deployment: Deployment, protocol: Protocol): Promise<RawSocket> {
  const raw = await connectRaw(entranceOf(deployment, protocol), deployment.address());
  await introduce(raw, deployment, protocol);
  raw.stopReading();
  return raw;
}

/** Says everything, 64 at a time, and answers the greatest memory seen. */
async function flood(writer: Participant, stem: string, residentBytes: () => Promise<number>): Promise<number> {
  let peak = 0;
  for (let n = 0; n < floodMessages; n++) {
    writer.say(`${stem} ${n}${padding}`);
    if (n % 64 !== 63) continue;
    await writer.connection.until(
      "its echo",
      (frames) => JSON.stringify(frames.at(-1) ?? null).includes(`${stem} ${n}…`),
      60_000,
    );
    peak = Math.max(peak, await residentBytes());
  }
  return peak;
}
