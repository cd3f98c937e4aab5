import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { contentDisposition } from "./content-disposition.ts";

test("the name comes in a plain form and in UTF-8 (RFC 6266, RFC 8187)", () => {
  const cases = {
    "report.pdf": `filename="report.pdf"; filename*=UTF-8''report.pdf`,
    "naïve 100%.txt": `filename="na_ve 100_.txt"; filename*=UTF-8''na%C3%AFve%20100%25.txt`,
    'a"b;c=d.txt': `filename="a_b;c=d.txt"; filename*=UTF-8''a%22b%3Bc%3Dd.txt`,
    "it's (1)*.txt": `filename="it's (1)*.txt"; filename*=UTF-8''it%27s%20%281%29%2A.txt`,
    "👍.gif": `filename="_.gif"; filename*=UTF-8''%F0%9F%91%8D.gif`,
    "a\r\nSet-Cookie: x=1": `filename="a__Set-Cookie: x=1"; filename*=UTF-8''a__Set-Cookie%3A%20x%3D1`,
    "../../etc\\passwd": `filename=".._.._etc_passwd"; filename*=UTF-8''.._.._etc_passwd`,
    "exe.\u202egpj": `filename="exe._gpj"; filename*=UTF-8''exe._gpj`,
    "\ud800": `filename="_"; filename*=UTF-8''%EF%BF%BD`,
  };
  for (const [name, expected] of Object.entries(cases))
    assert.equal(contentDisposition("attachment", name), `attachment; ${expected}`, name);
});

test("no name leaves its place in the header or ends the line", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (name) => {
      assert.match(contentDisposition("inline", name), /^inline; filename="[\x20\x21\x23-\x7e]*"; filename\*=UTF-8''[\w.~!%-]*$/);
    }),
  );
});
