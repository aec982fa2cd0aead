import Form from "next/form";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/input";
import { Table, Td, Th } from "@/components/ui/table";
import type { OrderProfileView } from "@/lib/lightspeed/menu/menu-parts";

type ProfilesCardProps = {
  profiles: OrderProfileView[] | null;
  tag: string;
  hidden: Record<string, string | undefined>;
  age: ReactNode;
};

const modes = new Map([
  ["NONE", "Dine in"],
  ["TAKE_AWAY", "Takeaway"],
  ["DELIVERY", "Delivery"],
]);

export function ProfilesCard({ profiles, tag, hidden, age }: ProfilesCardProps) {
  return (
    <Card
      id="profiles"
      title="Order profiles"
      description="An order profile chooses the prices and the taxes of an order. Which one dine-in and takeaway orders use is set on the Lightspeed page, per location."
    >
      <div className="grid gap-4">
        {age}
        <Form action="/lightspeed/menus" className="flex flex-wrap items-end gap-2">
          {Object.entries(hidden).map(([name, value]) =>
            value === undefined ? null : <input key={name} type="hidden" name={name} value={value} />,
          )}
          <div className="basis-56 max-sm:grow">
            <label htmlFor="tag" className="mb-1 block text-muted text-xs">
              Tag code
            </label>
            <Input id="tag" name="tag" type="search" defaultValue={tag} maxLength={40} autoComplete="off" />
          </div>
          <Button type="submit">Filter</Button>
        </Form>
        {profiles?.length === 0 && (
          <EmptyState title={tag ? `No order profile has the tag code “${tag}”` : "No order profile"}>
            Order profiles are created in Lightspeed's Back Office.
          </EmptyState>
        )}
        {profiles && profiles.length > 0 && (
          <Table>
            <thead>
              <tr>
                <Th>Order profile</Th>
                <Th>Tag code</Th>
                <Th>Kind</Th>
              </tr>
            </thead>
            <tbody>
              {profiles.map(({ id, name, code, deliveryMode }) => (
                <tr key={id}>
                  <Td>{name}</Td>
                  <Td className="font-mono text-xs">{code}</Td>
                  <Td>{deliveryMode ? (modes.get(deliveryMode) ?? deliveryMode) : "Not told"}</Td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </div>
    </Card>
  );
}
