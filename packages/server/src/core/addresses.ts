import { createHmac } from "node:crypto";
import { isIPv4, isIPv6 } from "node:net";
import type { UserId } from "../ports/model.ts";
import { deriveKey } from "./keys.ts";

const mappedIpv4 = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/** One spelling for each IP address: IPv6 as RFC 5952 writes it, without its zone; IPv4 inside IPv6 as IPv4. */
export function canonicalIp(ip: string): string {
  const [address = ""] = ip.split("%", 1);
  if (!isIPv6(address)) return address;
  const canonical = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const mapped = mappedIpv4.exec(canonical);
  if (mapped === null) return canonical;
  const [high, low] = [Number.parseInt(mapped[1] ?? "", 16), Number.parseInt(mapped[2] ?? "", 16)];
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join(".");
}

/** Whom an address counts as in limits: an IPv4 address, or the /64 one IPv6 customer commands. */
export function limitSubject(ip: string): string {
  const address = canonicalIp(ip);
  if (isIPv4(address) || !isIPv6(address)) return address;
  const [front = "", back] = address.split("::");
  const head = front === "" ? [] : front.split(":");
  const tail = back === undefined || back === "" ? [] : back.split(":");
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => "0");
  return `${[...head, ...zeros, ...tail].slice(0, 4).join(":")}::/64`;
}

/** `user_` and 16 hex digits: the same for ever for one address, and without the secret nobody finds the address from it. */
export function createAddressIds(secret: Buffer): (ip: string) => UserId {
  const key = deriveKey(secret, "address id");
  return (ip) => `user_${createHmac("sha256", key).update(canonicalIp(ip)).digest("hex").slice(0, 16)}`;
}
