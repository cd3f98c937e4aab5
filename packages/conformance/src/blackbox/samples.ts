/** Texts and shapes that have broken chat servers before; every suite sends them. */

/** Must come back exactly. None begins or ends with a space, and none is one an author's name may not contain. */
export const ways: readonly string[] = [
  "<script>alert(1)</script><img src=x onerror=alert(1)>&amp;&lt;",
  "\u0000\u0001\u001b[31m\u007f\u0085",
  "👨‍👩‍👧‍👦 🇩🇪 e\u0301 \ufdfa Z̷̪͝a̷l̷g̷o̷",
  "\u202eright to left\u202c \u200b\ufeff\u2028\u2029",
  "日本語 العربية עברית 한국어 ไทย",
  "\\u0000 \\n \" ' ` {{x}} %s %n '; DROP TABLE messages;--",
  "\u{10ffff}\uffff\ufffe\ufffd",
];

/** A lone surrogate as it can stand in JSON text; on its own it is no valid Unicode. */
export const loneSurrogate = "\\ud83d";

/** Valid JSON that is no frame of any protocol. */
export const wrongShapes: readonly unknown[] = [
  null,
  true,
  0,
  1.5e300,
  "text",
  [],
  [[]],
  [{ type: "send_message" }],
  {},
  { type: null },
  { type: 7 },
  { type: {} },
];

/** JSON text nested `depth` levels deep. */
export const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;
