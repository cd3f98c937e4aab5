/**
 * The Content-Disposition of a file under the name its sender gave it (RFC 6266, name in UTF-8 by RFC 8187).
 * The name may be anything: what could end the quoted string or the header line becomes `_` in the plain form, and is
 * percent-encoded in the other. Path separators go too: a browser must not be talked into another folder.
 */
export function contentDisposition(kind: "inline" | "attachment", name: string): string {
  const safe = name.toWellFormed().replace(/[/\\\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, "_");
  const plain = safe.replace(/[^\x20-\x7e]|["%]/gu, "_");
  const encoded = encodeURIComponent(safe).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
