/** Whether an `If-None-Match` names `tag`, which is then not sent again (RFC 9110, 13.1.2). */
export function namesTag(header: string | undefined, tag: string): boolean {
  const tags = header?.split(",").map((item) => item.trim().replace(/^W\//, "")) ?? [];
  return tags.includes(tag) || tags.includes("*");
}
