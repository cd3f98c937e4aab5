import { sanitizeUrl } from "@braintree/sanitize-url";

const schemes: ReadonlySet<string> = new Set(["http:", "https:", "mailto:"]);

/** An address that a link may lead to, as browsers will read it; undefined for all others. */
export function safeLink(address: string): string | undefined {
  // What hides its scheme behind encodings is no address that anybody typed for a good reason. (What the library gives back is decoded once
  // more than the link is, and leads elsewhere: it is asked, not used.)
  if (!URL.canParse(address) || sanitizeUrl(address) === "about:blank") return undefined;
  const { protocol, href, hostname } = new URL(address);
  if (!schemes.has(protocol) || (protocol !== "mailto:" && hostname === "")) return undefined;
  return href;
}

const looksLikeAddress = /^(?:[a-z][a-z\d+.-]*:|www\.)|^[^\s/]+\.[a-z]{2,}(?:[/?#:]|$)/i;
const bare = (address: string): string =>
  address
    .replace(/^(?:https?:\/\/|mailto:)/i, "")
    .replace(/\/$/, "")
    .toLowerCase();

/** Whether a link's text is an address, and not that of where it leads. */
export function isDeceptive(shown: string, href: string): boolean {
  const text = shown.trim();
  if (!looksLikeAddress.test(text)) return false;
  return bare(safeLink(text) ?? safeLink(`https://${text}`) ?? text) !== bare(href);
}
