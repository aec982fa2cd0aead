import type { Seeded } from "./seeded";
import { basic } from "./webhook-sender";

const types = ["ORDER", "PAYMENT", "ITEM", "ORDER_API", "order", "", "SHIFT", "ACCOUNT", "null"] as const;
const statuses = [
  "SUCCESS",
  "FAILURE",
  "CLOSED",
  "CHECK_WAS_UPDATED",
  "READY",
  "RESTRICTED",
  "IN_DELIVERY",
  "?",
] as const;
const names = [
  ...["type", "status", "thirdPartyReference", "businessLocationId", "ikentooAccountIdentifier", "reason", "errors"],
  ...[
    "account",
    "sku",
    "count",
    "countUpdatedAt",
    "posStatus",
    "endpointId",
    "__proto__",
    "constructor",
    "toString",
    "",
  ],
];

/** A body as no vendor would write it, or nearly as one would. */
export function oddBody(random: Seeded): string | Uint8Array {
  const text = JSON.stringify(oddObject(random)) ?? "";
  switch (random.below(12)) {
    case 0:
      return random.bytes(random.below(400));
    case 1:
      return text.slice(0, random.below(text.length + 1));
    case 2:
      return flipped(random, text);
    case 3:
      return `${text}${random.pick("}", "{}", ",", "\0", "\n", "//", "\ufeff")}`;
    case 4:
      return `${random.pick("[", '{"a":')}`.repeat(random.below(9_000));
    case 5:
      return text
        .replace(/"/, random.pick("'", "\\u0022", ""))
        .replace(/\d+/, random.pick("NaN", "1e999", "-", "0x1", "00"));
    case 6:
      return JSON.stringify(oddValue(random, 0)) ?? "undefined";
    default:
      return text;
  }
}

function oddObject(random: Seeded): Record<string, unknown> {
  const object: Record<string, unknown> = Object.create(null);
  if (random.below(3) > 0) object.type = random.pick(...types);
  if (random.below(3) > 0) object.status = random.pick(...statuses);
  if (random.below(2) > 0) object.thirdPartyReference = `UPV-${random.below(1_000)}-${random.below(10_000)}`;
  for (let n = random.below(6); n > 0; n -= 1) object[names[random.below(names.length)] ?? ""] = oddValue(random, 0);
  return object;
}

function oddValue(random: Seeded, depth: number): unknown {
  switch (random.below(depth > 3 ? 8 : 10)) {
    case 0:
      return null;
    case 1:
      return random.next() * 10 ** random.below(300);
    case 2:
      return -random.below(1_000_000);
    case 3:
      return random.below(2) === 0;
    case 4:
      return random.pick(
        "\0",
        "\ud800",
        "\udfff\ud800",
        "😀".repeat(200),
        "a".repeat(5_000),
        "' or 1=1 --",
        "$1",
        "\\",
        "",
      );
    case 5:
      return random.pick("2026-01-01T00:00:00Z", "+275760-09-13T00:00:00Z", "9".repeat(40), "-1", "1e400", "0000");
    case 6:
      return String.fromCharCode(...random.bytes(random.below(30)));
    case 7:
      return 9_007_199_254_740_991 * random.next();
    case 8:
      return Array.from({ length: random.below(5) }, () => oddValue(random, depth + 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random.below(4) }, () => [names[random.below(names.length)], oddValue(random, depth + 1)]),
      );
  }
}

function flipped(random: Seeded, text: string): Uint8Array {
  const bytes = Buffer.from(text);
  for (let n = 0; n <= random.below(4) && bytes.length > 0; n += 1)
    bytes[random.below(bytes.length)] = random.below(256);
  return bytes;
}

/** A value of an Authorization header that is not the right one; only characters that HTTP carries. */
export function oddAuthorization(random: Seeded, right: { user: string; password: string }): string | string[] {
  const word = (length: number) => Array.from({ length }, () => String.fromCharCode(33 + random.below(94))).join("");
  const whole = basic(right.user, right.password);
  switch (random.below(12)) {
    case 0:
      return basic(word(random.below(40)), word(random.below(40)));
    case 1:
      return basic(right.user, word(1 + random.below(1_000)));
    case 2:
      return whole.slice(0, random.below(whole.length));
    case 3:
      return whole + word(1 + random.below(3));
    case 4:
      return whole.replace("Basic", random.pick("basic", "BASIC", "Basic ", "Bearer", "Digest", "Basic\t", "B\xe4sic"));
    case 5:
      return [whole, random.pick("Basic eA==", whole, "x")];
    case 6:
      return [random.pick("Basic eA==", "x"), whole];
    case 7:
      return `Basic ${word(random.below(2_000))}`;
    case 8:
      return basic(`${right.user}:${right.password}`, random.pick("", "x"));
    case 9:
      return `Basic ${Buffer.from(random.bytes(random.below(100))).toString("base64")}`;
    case 10:
      return `Basic ${Buffer.from(`${right.user}:${right.password}`).toString(random.pick("hex", "base64url"))}${random.pick("=", "==", "!")}x`;
    default:
      return word(random.below(random.below(20) === 0 ? 12_000 : 200));
  }
}
