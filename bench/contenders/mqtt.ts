/** As much of MQTT 3.1.1 as publishing and subscribing at QoS 0 takes (sections 3.1, 3.3 and 3.8). */

/** A remaining length (section 2.2.3). */
function remaining(length: number): Buffer {
  const bytes: number[] = [];
  for (let left = length; bytes.length === 0 || left > 0; left = Math.floor(left / 128)) {
    bytes.push((left % 128) | (left >= 128 ? 0x80 : 0));
  }
  return Buffer.from(bytes);
}

function packet(first: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([first]), remaining(body.length), body]);
}

/** A text with its length before it (section 1.5.3). */
function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** A clean session that is never pinged. */
export const connect = (clientId: string): Buffer => packet(0x10, text("MQTT"), Buffer.from([4, 2, 0, 0]), text(clientId));

export const connected = Buffer.from([0x20, 2, 0, 0]);

export const subscribe = (topic: string): Buffer => packet(0x82, Buffer.from([0, 1]), text(topic), Buffer.from([0]));

export const subscribed = Buffer.from([0x90, 3, 0, 1, 0]);

export const publish = (topic: string, payload: string): Buffer => packet(0x30, text(topic), Buffer.from(payload));

/** How long a text has to be for a packet of so many bytes: the length of more than 127 takes a byte more. */
export const textBytesFor = (topic: string, packetBytes: number): number =>
  packetBytes - publish(topic, "").length - (packetBytes > 129 ? 1 : 0);

/** What a message carries; throws for a packet that is none. */
export function payloadOf(bytes: Buffer): string {
  if (bytes[0] !== 0x30) throw new Error(`no PUBLISH: ${bytes.toString("hex")}`);
  const length = remaining(bytes.length - 2).length === 1 ? 1 : remaining(bytes.length - 3).length;
  const topic = bytes.readUInt16BE(1 + length);
  return bytes.toString("utf8", 1 + length + 2 + topic);
}
