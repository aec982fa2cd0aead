"use client";

import { Card } from "@/components/ui/card";
import { Stat } from "@/components/ui/stat";
import { Table, Td, Th } from "@/components/ui/table";
import { formatLogInstant, formatMoney, type Region } from "@/lib/format";
import type { LedgerAccount, LedgerLineView, OrderMoney } from "@/lib/orders/order-view";
import { accountWords } from "./words";

type MoneyCardProps = { money: OrderMoney; region: Region };

const groups: readonly (readonly [name: string, accounts: readonly LedgerAccount[]])[] = [
  ["At the payment provider", ["held"]],
  ["On the till", ["till", "till_tip"]],
  ["Given back", ["refunded"]],
];

/** Where each cent of what the guest paid is now, and where it came from. */
export function MoneyCard({ money, region }: MoneyCardProps) {
  const amount = (minor: number) => formatMoney(minor, money.currency, region);
  const places: Record<string, number> = {
    "At the payment provider": money.heldMinor,
    "On the till": money.tillMinor,
    "Given back": money.refundedMinor,
  };
  return (
    <Card id="money" title="Money" description="Every cent of what the guest paid is in exactly one place.">
      <div className="grid gap-5">
        <div className="grid grid-cols-2 gap-x-6 gap-y-4 md:grid-cols-4">
          <Stat title="Items">{amount(money.subtotalMinor)}</Stat>
          {money.discountMinor !== 0 && <Stat title="Discount">{amount(-money.discountMinor)}</Stat>}
          {money.serviceChargeMinor !== 0 && <Stat title="Service charge">{amount(money.serviceChargeMinor)}</Stat>}
          <Stat title="Tip">{amount(money.tipMinor)}</Stat>
          <Stat title="Total">{amount(money.totalMinor)}</Stat>
          <Stat title="Paid by the guest">{amount(money.capturedMinor)}</Stat>
          <Stat title="Check on the till">{money.posTotalMinor === null ? "–" : amount(money.posTotalMinor)}</Stat>
        </div>
        <ul className="grid gap-2">
          {groups.map(([name, accounts]) => (
            <li key={name}>
              <Place
                {...{ name, amount, region }}
                minor={places[name] ?? 0}
                entries={money.ledger.filter(({ account }) => accounts.includes(account))}
              />
            </li>
          ))}
        </ul>
        <details>
          <summary className="cursor-pointer font-medium text-sm">All entries of the books</summary>
          <div className="mt-2 rounded border">
            <Entries entries={money.ledger} amount={amount} region={region} />
          </div>
        </details>
      </div>
    </Card>
  );
}

type Shown = { amount: (minor: number) => string; region: Region; entries: readonly LedgerLineView[] };

function Place({ name, minor, ...shown }: Shown & { name: string; minor: number }) {
  const line = (
    <>
      <span>{name}</span>
      <span className="ml-auto tabular-nums">{shown.amount(minor)}</span>
    </>
  );
  if (shown.entries.length === 0) return <p className="flex rounded border px-3 py-2 text-muted text-sm">{line}</p>;
  return (
    <details className="rounded border">
      <summary className="flex cursor-pointer items-center gap-2 px-3 py-2 text-sm">
        {line}
        <span className="text-accent-ink text-xs underline">Explain</span>
      </summary>
      <div className="border-t">
        <Entries {...shown} />
      </div>
    </details>
  );
}

function Entries({ entries, amount, region }: Shown) {
  return (
    <Table>
      <thead>
        <tr>
          <Th>Where it comes from</Th>
          <Th className="max-md:hidden">Account</Th>
          <Th className="max-md:hidden">When</Th>
          <Th className="text-right">Amount</Th>
        </tr>
      </thead>
      <tbody>
        {entries.map(({ at, posting, account, amountMinor, source }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries are only ever added, so their places never change
          <tr key={`${posting}-${account}-${index}`} className="align-top">
            <Td className="[overflow-wrap:anywhere]">
              {source}
              <span className="block text-muted text-xs md:hidden">
                {accountWords[account]}, {formatLogInstant(at, region)}
              </span>
            </Td>
            <Td className="max-md:hidden">{accountWords[account]}</Td>
            <Td className="whitespace-nowrap tabular-nums max-md:hidden">{formatLogInstant(at, region)}</Td>
            <Td className="whitespace-nowrap text-right tabular-nums">{amount(amountMinor)}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
