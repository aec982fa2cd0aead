import type { Order } from "@/db/schema";

type Guest = Pick<Order, "customer" | "address" | "note" | "number">;

const filled = (words: readonly (string | null | undefined)[]): string[] =>
  words.map((word) => word?.trim() ?? "").filter((word) => word !== "");

/** What the guest told us, for looking for it where it stands again: a check's name, a refusal that quotes an address. */
export function guestWords({ customer, address, note, number }: Guest): string[] {
  return [...tellingWords({ customer, address, note, number }), ...filled(Object.values({ ...customer, ...address }))];
}

/** Of these only what can be nobody else's: a first name alone may be a member of staff's, or a dish. */
export function tellingWords({ customer, address, note, number }: Guest): string[] {
  const { firstName, lastName, email, phone } = customer ?? {};
  // The till's check has the order's number where there is no last name.
  const name = firstName && `${firstName} ${lastName ?? number}`;
  return filled([name, email, phone, address?.line1, address?.line2, note]);
}

/** A copy in which no text holds any of the words, in whatever case, nor inside JSON or an address. */
export function withoutWords<T>(value: T, words: readonly string[], mark: string): T {
  const change = leaveOut(words, mark);
  return JSON.parse(
    JSON.stringify(value, (_, inner: unknown) => (typeof inner === "string" ? change(inner) : inner)),
  ) as T;
}

export function leaveOut(words: readonly string[], mark: string): (text: string) => string {
  const forms = new Set(words.flatMap((word) => [word, inText(word), inAddress(word), inAddress(word, "+")]));
  if (forms.size === 0) return (text) => text;
  const longestFirst = [...forms].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map(asWord).join("|"), "giu");
  return (text) => text.replaceAll(pattern, mark);
}

/** As it stands in JSON that is itself a text. */
const inText = (word: string) => JSON.stringify(word).slice(1, -1);
const inAddress = (word: string, space = "%20") => encodeURIComponent(word).replaceAll("%20", space);

/** Whole words only: a guest called "An" must not take every "an" away. */
const asWord = (text: string) =>
  `(?<![\\p{L}\\p{N}])${text.replaceAll(/[.*+?^${}()|[\]\\/]/g, "\\$&")}(?![\\p{L}\\p{N}])`;
