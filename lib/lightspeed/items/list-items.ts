import type { AccountingGroupChoice, ItemFilter, ItemPage, ItemPlace, ItemView } from "./item-types";
import { type ItemNeeds, readAccountingGroups, readItems } from "./read-items";
import { withProblems } from "./to-item-view";

/** A page of a place's items. Survives an outage: then as last read, with its age and the reason. */
export async function listItems(
  services: ItemNeeds,
  merchantId: string,
  place: ItemPlace,
  { text, groupId, show, offset, amount }: ItemFilter,
): Promise<ItemPage> {
  const { data, ...age } = await readItems(services, merchantId, place);
  const items = withProblems(data ?? [], place.currency);
  const wanted = text.toLowerCase();
  const found = items.filter(
    (item) =>
      isShown(item, show) &&
      (groupId === null || item.group?.id === groupId) &&
      `${item.name}\n${item.sku ?? ""}\n${item.barcode ?? ""}`.toLowerCase().includes(wanted),
  );
  found.sort((a, b) => a.name.localeCompare(b.name, "en"));
  return {
    rows: found.slice(offset, offset + amount),
    total: found.length,
    all: items.length,
    problems: items.filter(({ problems }) => problems.length > 0).length,
    groups: groupsIn(items),
    age,
  };
}

function isShown({ active, problems }: ReturnType<typeof withProblems>[number], show: ItemFilter["show"]): boolean {
  if (show === "problems") return problems.length > 0;
  return show === "all" || active === (show === "active");
}

function groupsIn(items: readonly ItemView[]): AccountingGroupChoice[] {
  const groups = new Map(items.flatMap(({ group }) => (group ? [[group.id, group]] : [])));
  return [...groups.values()].sort((a, b) => a.name.localeCompare(b.name, "en"));
}

/** Also without the permission for financial data: then the groups that items already have. */
export async function listGroupChoices(
  services: ItemNeeds,
  merchantId: string,
  place: ItemPlace,
): Promise<{ groups: AccountingGroupChoice[]; problem: { message: string; remedy: string } | null }> {
  const { data, problem } = await readAccountingGroups(services, merchantId, place);
  if (data && data.length > 0) return { groups: data, problem };
  const items = await readItems(services, merchantId, place, { maxAgeMs: 10 * 60_000 });
  return { groups: groupsIn(items.data ?? []), problem };
}
