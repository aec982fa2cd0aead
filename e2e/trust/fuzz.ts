import fc from "fast-check";

/** What a caller can send in place of a value: of every type that the format knows, odd texts and names that mean something in JavaScript. */
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e308,
    Number.NaN,
    undefined,
    10n ** 30n,
    new Date(0),
    new Date(Number.NaN),
  ),
  fc.constantFrom<unknown>(
    "",
    " ",
    "\u0000",
    "\ud800",
    "\u202e",
    "$",
    "$$",
    "$undefined",
    "$K1",
    "$F0",
    "$@1",
    "__proto__",
    "constructor",
  ),
  fc.constantFrom<unknown>(
    "Lightspeed\n",
    "' or 1=1 --",
    "<script>alert(1)</script>",
    "{{7*7}}",
    "../../etc/passwd",
    "9".repeat(400),
  ),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.uuid(),
  fc.bigInt(),
  fc.double(),
  fc.uint8Array({ maxLength: 40 }),
);

const keys = fc.constantFrom(
  ...[
    "businessId",
    "locationId",
    "businessLocationId",
    "decision",
    "confirmation",
    "location",
    "theme",
    "email",
    "password",
    "merchantId",
  ],
  ...["__proto__", "constructor", "toString", "valueOf", "then", "toJSON", "tries", "values", "name", "", "0"],
);

const nested = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    odd,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(keys, tie("value"), { maxKeys: 5, noNullPrototype: true }),
    fc.array(tie("value"), { maxLength: 3 }).map((items) => new Set(items)),
    fc.array(fc.tuple(odd, odd), { maxLength: 3 }).map((pairs) => new Map(pairs)),
  ),
})).value;

const form = fc.array(fc.tuple(keys, fc.string({ unit: "binary", maxLength: 200 })), { maxLength: 8 }).map((fields) => {
  const data = new FormData();
  for (const [name, value] of fields) data.append(name, value);
  return data;
});

/** Arguments of a call: any number of any values, with a form among them as often as not. */
export const callArguments: fc.Arbitrary<unknown[]> = fc.oneof(
  fc.array(nested, { maxLength: 4 }),
  fc.tuple(nested, form),
  fc.tuple(form),
  fc.tuple(fc.uuid(), nested, form),
);

const textBody = (body: string) => ({ body, type: "text/plain;charset=UTF-8" });

function multipart(parts: Record<string, string>) {
  const boundary = "----trust0123456789";
  const body = Object.entries(parts)
    .map(([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`)
    .join("");
  return { body: `${body}--${boundary}--\r\n`, type: `multipart/form-data; boundary=${boundary}` };
}

/** Bodies that are not what the framework writes, or are meant to keep it busy: names tell which. */
export const hostileBodies: Record<string, { body: string; type: string }> = {
  nothing: textBody(""),
  "no JSON": textBody("[{"),
  "no list": textBody('{"a":1}'),
  "a number": textBody("1"),
  "nested 100,000 deep": textBody(`${"[".repeat(100_000)}${"]".repeat(100_000)}`),
  "nested objects 20,000 deep": textBody(`${'[{"a":'.repeat(20_000)}1${"}]".repeat(20_000)}`),
  "a bigint of 200,000 digits": textBody(`["$n${"9".repeat(200_000)}"]`),
  "10,000 bigints of 20 digits": textBody(JSON.stringify(Array.from({ length: 10_000 }, () => `$n${"7".repeat(20)}`))),
  "50,000 values": textBody(JSON.stringify(Array.from({ length: 50_000 }, (_, n) => n))),
  "more than the limit": textBody(JSON.stringify(["x".repeat(1_200_000)])),
  "a date that is none": textBody('["$Dnever"]'),
  "a reference to nothing": textBody('["$1:a:b"]'),
  "a reference to itself": multipart({ "0": '["$0"]' }),
  "references in a circle": multipart({ "0": '["$1"]', "1": '"$2"', "2": '"$1"' }),
  "a chain of 5,000 references": multipart(
    Object.fromEntries([
      ["0", '["$1"]'],
      ...Array.from({ length: 5_000 }, (_, n) => [`${n + 1}`, `"$${(n + 2).toString(16)}"`]),
    ]),
  ),
  "1,000 references to one": multipart({
    "0": JSON.stringify(Array.from({ length: 1_000 }, () => "$1")),
    "1": `"${"x".repeat(1_000)}"`,
  }),
  "references that double twenty times": multipart(
    Object.fromEntries(
      Array.from({ length: 20 }, (_, n) => [
        `${n}`,
        n === 19 ? '"x"' : `["$${(n + 1).toString(16)}","$${(n + 1).toString(16)}"]`,
      ]),
    ),
  ),
  "a path through prototypes": multipart({ "0": '["$1:__proto__:constructor:constructor"]', "1": "{}" }),
  "a path to then": multipart({ "0": '["$1:then"]', "1": '{"then":"$1:__proto__:then"}' }),
  "a server reference": multipart({ "0": '["$h1"]', "1": '{"id":"constructor","bound":null}' }),
  "a server reference with bound values": multipart({
    "0": '["$h1"]',
    "1": `{"id":"${"0".repeat(42)}","bound":"$@2"}`,
    "2": '["a"]',
  }),
  "a map of 20,000": multipart({
    "0": '["$Q1"]',
    "1": JSON.stringify(Array.from({ length: 20_000 }, (_, n) => [`${n}`, n])),
  }),
  "a set of a set": multipart({ "0": '["$W1"]', "1": '["$W1"]' }),
  "a form within a form": multipart({ "0": '["$K1"]', "1_a": "$K1", "1_": "x" }),
  "a stream without an end": multipart({ "0": '["$R1"]', "1": '"$L"' }),
  "an iterator of nothing": multipart({ "0": '["$i1"]', "1": '"$undefined"' }),
  "a promise of itself": multipart({ "0": '["$@0"]' }),
  "bytes that are none": multipart({ "0": '["$A1"]', "1": "\u00ff\u00fe" }),
  "a blob that is missing": multipart({ "0": '["$B7"]' }),
  "fields without a root": multipart({ "1_email": "x", "2_email": "y" }),
  "5,000 fields": multipart(
    Object.fromEntries([["0", '["$K1"]'], ...Array.from({ length: 5_000 }, (_, n) => [`1_f${n}`, "x"])]),
  ),
  "a boundary that never comes": {
    body: '--a\r\nContent-Disposition: form-data; name="0"\r\n\r\n[]',
    type: "multipart/form-data; boundary=b",
  },
  "no boundary": { body: "x", type: "multipart/form-data" },
  "an action in a form": multipart({
    $ACTION_ID_0017: "",
    $ACTION_REF_1: "",
    "$ACTION_1:0": '{"id":"x","bound":null}',
  }),
  "a form without the header's type": { body: "a=b&$ACTION_ID_x=", type: "application/x-www-form-urlencoded" },
};
