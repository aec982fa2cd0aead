import type { SandboxProcess } from "@/lib/testing/sandbox-process";
import type { ChaosMerchant } from "./merchants";
import type { Random } from "./random";

const cuts = [
  { type: "cut", at: "before" },
  { type: "cut", at: "body" },
  { type: "cut", at: "after" },
  { type: "status", status: 503, afterEffect: true },
  { type: "status", status: 500 },
];

/**
 * Spreads the trouble over the run: 2 % of the calls are cut or answered with an error, 5 % of the notifications come twice, 5 % out of
 * order, 3 % late and 2 % never. Which ones follows from the seed.
 */
export async function plantFaults(
  sandbox: SandboxProcess,
  merchants: readonly ChaosMerchant[],
  { orders, random }: { orders: number; random: Random },
): Promise<Record<string, number>> {
  const each = Math.ceil(orders / merchants.length);
  const planted: Record<string, number> = {};
  const plant = async (path: string, name: string, share: number, of: number, make: () => object) => {
    for (const { accountId } of merchants) {
      for (let n = 0; n < Math.ceil(of * share); n += 1) {
        await sandbox.control("POST", path, { account: accountId, times: 1, skip: random.below(of), ...make() });
        planted[name] = (planted[name] ?? 0) + 1;
      }
    }
  };
  const cut = () => ({ do: cuts[random.below(cuts.length)] });
  for (const operation of ["orders", "payments", "checks"])
    await plant("/faults", "calls", 0.02, each, () => ({ operation, ...cut() }));
  // Of each order the till says SUCCESS, PAYMENT and CLOSED.
  const notices = each * 3;
  await plant("/notifications/faults", "duplicated", 0.05, notices, () => ({ do: { type: "duplicate", copies: 1 } }));
  await plant("/notifications/faults", "reordered", 0.05, notices, () => ({ do: { type: "reorder" } }));
  await plant("/notifications/faults", "late", 0.03, notices, () => ({
    do: { type: "delay", ms: 500 + random.below(4_000) },
  }));
  await plant("/notifications/faults", "lost", 0.02, notices, () => ({ do: { type: "lose" } }));
  // The providers' notices share the way and its faults; guests who come back make up for those that are lost.
  const spoil = ["duplicate", "reorder", "lose"].map((type) => ({ type }));
  for (const { bankAccount: account } of merchants)
    for (let n = 0; n < Math.ceil(each * 0.1); n += 1)
      await sandbox.control("POST", "/notifications/faults", {
        ...{ account, times: 1, skip: random.below(each), do: spoil[random.below(spoil.length)] },
      });
  planted.payments = merchants.length * Math.ceil(each * 0.1);
  return planted;
}
