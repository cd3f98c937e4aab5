/**
 * A file's address on this page's own origin. The server gives links with its public address, and the page may have come by another one
 * (`localhost`, `127.0.0.1`, a name behind a proxy): it is the same server, and the page's policy lets it ask its own origin only.
 */
export function ownUrl(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url, "http://here/")) return undefined;
  const { pathname } = new URL(url, "http://here/");
  const at = pathname.indexOf("/files/");
  return at === -1 ? undefined : pathname.slice(at);
}
