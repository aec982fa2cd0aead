import { toMinorUnits } from "@/lib/k-series";

/** The check's amounts in a notification that carries it, in minor units; amounts come as numbers or as text. Empty where there is none. */
export function readSnapshot(body: unknown, currency: string): { totalMinor?: number; paidMinor?: number } {
  const account = get(body, "account");
  const [total, paid] = [get(account, "currentAmount"), get(account, "paidAmount")].map((value) =>
    toMinor(value, currency),
  );
  return {
    ...(total === undefined ? {} : { totalMinor: total }),
    ...(paid === undefined ? {} : { paidMinor: paid }),
  };
}

const get = (from: unknown, name: string): unknown =>
  typeof from === "object" && from !== null && Object.hasOwn(from, name) ? Reflect.get(from, name) : undefined;

function toMinor(value: unknown, currency: string): number | undefined {
  if (typeof value !== "number" && typeof value !== "string") return undefined;
  try {
    return toMinorUnits(value, currency);
  } catch {
    return undefined;
  }
}
