import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Table, Td, Th } from "@/components/ui/table";

type Discount = { code: string; name: string; worth: string | null; manual: boolean };
type DiscountsCardProps = { discounts: Discount[] | null; age: ReactNode };

export function DiscountsCard({ discounts, age }: DiscountsCardProps) {
  return (
    <Card
      id="discounts"
      title="Discounts"
      description="What an order may name. Only a manual discount takes its rate or amount from the order; all others have their own, and an order that names another is refused."
    >
      <div className="grid gap-4">
        {age}
        {discounts?.length === 0 && (
          <EmptyState title="No discount">
            Discounts that you create in Lightspeed's Back Office appear here.
          </EmptyState>
        )}
        {discounts && discounts.length > 0 && (
          <Table aria-label="Discounts">
            <thead>
              <tr>
                <Th>Discount</Th>
                <Th className="max-sm:hidden">Code</Th>
                <Th>Kind</Th>
                <Th className="text-right">Worth</Th>
              </tr>
            </thead>
            <tbody>
              {discounts.map(({ code, name, worth, manual }) => (
                <tr key={code}>
                  <Td>
                    {name}
                    <span className="block font-mono text-muted text-xs sm:hidden">{code}</span>
                  </Td>
                  <Td className="font-mono text-xs max-sm:hidden">{code}</Td>
                  <Td>
                    <Badge tone={manual ? "warning" : "neutral"}>{manual ? "Manual" : "Fixed"}</Badge>
                  </Td>
                  <Td className="text-right tabular-nums">{worth ?? "Named by the order"}</Td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </div>
    </Card>
  );
}
