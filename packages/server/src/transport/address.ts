import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import proxyAddr from "@fastify/proxy-addr";

/** Reads the client's IP address of a request; null when the socket is already gone. */
export type AddressReader = (request: IncomingMessage) => string | null;

const mappedPrefix = "::ffff:";

/** An IPv4 address that came through an IPv6 socket, as IPv4: one client has one address. */
function unmapped(address: string): string {
  const rest = address.slice(mappedPrefix.length);
  return address.toLowerCase().startsWith(mappedPrefix) && isIP(rest) === 4 ? rest : address;
}

/** Whether the other end of a socket is a trusted proxy; `trustProxy` as for `addressReader`. */
export function proxyTrust(trustProxy: readonly string[]): (peer: string) => boolean {
  const trusts = proxyAddr.compile([...trustProxy]);
  return (peer) => trustProxy.length > 0 && trusts(peer, 0);
}

/**
 * `trustProxy`: addresses, CIDR ranges, or `loopback`, `linklocal`, `uniquelocal`; throws a `TypeError` on anything else.
 * `X-Forwarded-For` counts only as far as it was written by proxies in that list; from anybody else it is ignored.
 */
export function addressReader(trustProxy: readonly string[]): AddressReader {
  const trusts = proxyAddr.compile([...trustProxy]);
  return (request) => {
    const peer = request.socket.remoteAddress;
    if (peer === undefined) return null;
    const client = trustProxy.length === 0 ? peer : proxyAddr(request, trusts);
    // A trusted proxy that forwards something else than an address is taken for the client itself.
    return unmapped(isIP(client) === 0 ? peer : client);
  };
}
