import * as actions from "../till/actions";
import { Refused } from "../till/price-lines";
import { refuseNext } from "../till/refusals";
import type { TillStatus } from "../till/till-state";
import type { Site, World } from "../world/world";

type Form = { text(name: string): string };
type Action = (world: World, site: Site, form: Form) => string;

const switches = ["availableDevices", "acceptingOnlineOrders", "apiEnabled"];

function status(world: World, site: Site, form: Form): string {
  const [field, value] = [form.text("field"), form.text("value")];
  if (field === "salesPeriod") {
    const salesPeriod: TillStatus["salesPeriod"] = value === "CLOSED" ? "CLOSED" : "OPENED";
    actions.switchTill(world, site, { salesPeriod });
    return salesPeriod === "OPENED" ? "The day is open." : "The day is closed.";
  }
  if (switches.includes(field)) actions.switchTill(world, site, { [field]: value === "true" });
  return "Changed.";
}

function count(world: World, site: Site, form: Form): string {
  const [sku, left] = [form.text("sku"), form.text("count")];
  const soldOut = form.text("soldOut") === "yes";
  const wanted = soldOut ? 0 : left === "" ? null : Math.max(Number.parseInt(left, 10) || 0, 0);
  actions.restrict(world, site, sku, wanted);
  return wanted === null ? `${sku} is for sale without a limit.` : `${sku}: ${wanted} left.`;
}

function open(_world: World, site: Site, form: Form): string {
  const sku = form.text("sku");
  const check = actions.openCheck(site, {
    table: form.text("table") === "" ? undefined : Number(form.text("table")),
    covers: Number.parseInt(form.text("covers"), 10) || 1,
    lines: sku === "" ? [] : [{ sku }],
  });
  return `Check ${check.identifier} is open.`;
}

function refuse(_world: World, site: Site, form: Form): string {
  const kind = form.text("kind") === "payments" ? "payments" : "orders";
  const reason = form.text("reason") || "Refused by the staff";
  refuseNext(site, {
    kind,
    reason,
    ...(kind === "payments" ? { error: form.text("error") || "STAFF_NOT_FOUND" } : {}),
  });
  return kind === "orders" ? "The next online order is refused." : "The next online payment is refused.";
}

const check = (form: Form) => form.text("check");

/** What the buttons of the till page do; each gives the sentence that the page then shows. */
const byName: Record<string, Action> = {
  status,
  count,
  open,
  refuse,
  add: (world, site, form) => {
    actions.addLines(world, site, check(form), [{ sku: form.text("sku") }]);
    return `${form.text("sku")} is on check ${check(form)}.`;
  },
  pay: (world, site, form) => {
    actions.payCheck(world, site, check(form), { method: form.text("method"), tipCents: 0 });
    return `Check ${check(form)} is paid.`;
  },
  move: (world, site, form) => {
    const { table } = actions.moveToTable(world, site, check(form), Number(form.text("table")));
    return `Check ${check(form)} is at table ${table} now.`;
  },
  close: (world, site, form) => `Check ${actions.finishCheck(world, site, check(form)).identifier} is closed.`,
  cancel: (world, site, form) => `Check ${actions.cancelCheck(world, site, check(form)).identifier} is cancelled.`,
  void: (_world, site, form) => `Check ${actions.voidSale(site, check(form)).identifier} is voided.`,
  stage: (world, site, form) => {
    const stage = form.text("stage") === "IN_DELIVERY" ? "IN_DELIVERY" : "READY_FOR_PICKUP";
    return `Check ${actions.moveOn(world, site, check(form), stage).identifier} has moved on.`;
  },
};

export function handleAtTill(world: World, site: Site, action: string, data: FormData): string {
  const form = { text: (name: string) => String(data.get(name) ?? "").trim() };
  try {
    return byName[action]?.(world, site, form) ?? "There is no such button.";
  } catch (error) {
    if (error instanceof Refused) return `That did not work: ${error.message}`;
    throw error;
  }
}
