import { html } from "hono/html";
import type { viewOfTill } from "../till/view";
import { floorPlansOf } from "../world/back-office";
import { centsText, sum } from "../world/money";
import type { Site } from "../world/world";
import type { Html } from "./layout";
import { readableTime, table } from "./parts";

type View = ReturnType<typeof viewOfTill>;
type CheckView = View["checks"][number];

const money = (cents: number) => `€ ${centsText(cents)}`;
const clock = (at: number) => readableTime(new Date(at).toISOString());

/** A form of one button; where it leads is the address, what it is about stands in it. */
function act(site: Site, action: string, label: string, fields: Record<string, string> = {}, named = label): Html {
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<form method="post" action="/till/${site.venue.location.id}/${action}">${hidden}<button aria-label="${named}">${label}</button></form>`;
}

export function statusPart(site: Site, view: View): Html {
  const { status } = view;
  const open = status.salesPeriod === "OPENED";
  const toggle = (field: string, on: boolean, yes: string, no: string) =>
    act(site, "status", on ? no : yes, { field, value: String(!on) });
  return html`<p><strong>${view.ready ? "Ready for online orders" : "Not ready for online orders"}</strong></p>
<dl><dt>Business day</dt><dd>${view.businessDay}, ${open ? "open" : "closed"}</dd>
<dt>POS</dt><dd>${status.availableDevices ? "Online" : "Offline"}</dd>
<dt>Takes online orders</dt><dd>${status.acceptingOnlineOrders ? "Yes" : "No"}</dd>
<dt>Sales today</dt><dd>${view.sales.count} bills, ${money(view.sales.totalCents)}, tips ${money(view.sales.tipCents)}</dd>
<dt>Till's clock</dt><dd>${readableTime(view.now)}</dd></dl>
<div class="row">${act(site, "status", open ? "Close the day" : "Open the day", { field: "salesPeriod", value: open ? "CLOSED" : "OPENED" })}
${toggle("availableDevices", status.availableDevices, "Take the POS online", "Take the POS offline")}
${toggle("acceptingOnlineOrders", status.acceptingOnlineOrders, "Accept online orders", "Stop online orders")}</div>`;
}

function checkCard(site: Site, check: CheckView): Html {
  const fields = { check: check.identifier };
  // A table may have several checks: the number tells them apart by ear too.
  const named = `${check.name}, ${check.identifier}`;
  const lines = check.lines.map(
    (line) =>
      html`<li>${line.quantity} × ${line.name}${line.subLines.map((sub) => html`, ${sub.name}`)}${line.modifiers.map((note) => html` (${note.name})`)}</li>`,
  );
  const id = `sku-${check.identifier}`;
  return html`<section class="card" aria-label="${named}"><h3>${check.name}</h3>
<p class="soft small">${check.identifier} · ${check.table === undefined ? "no table" : `table ${check.table}`} · ${check.covers} guests · since ${clock(check.openedAt)}${check.stage ? ` · ${check.stage}` : ""}</p>
${check.note ? html`<p>Note: ${check.note}</p>` : ""}<ul>${lines}</ul>
<p>Total <strong>${money(check.totalCents)}</strong>, paid ${money(check.paidCents)}, due <strong>${money(check.dueCents)}</strong></p>
<form method="post" action="/till/${site.venue.location.id}/add" class="row"><input type="hidden" name="check" value="${check.identifier}">
<p><label for="${id}">Item (SKU)</label><input id="${id}" name="sku" type="text" list="skus" required></p><button aria-label="Add to ${named}">Add</button></form>
${check.table === undefined ? "" : moveForm(site, check, named)}
<div class="row" style="margin-top:.75rem">${check.dueCents > 0 ? act(site, "pay", "Pay by card", { ...fields, method: "CARD" }, `Pay ${named} by card`) : ""}
${check.dueCents > 0 ? act(site, "pay", "Pay cash", { ...fields, method: "CASH" }, `Pay ${named} in cash`) : ""}
${check.dueCents === 0 ? act(site, "close", "Close", fields, `Close ${named}`) : ""}
${check.payments.length === 0 ? act(site, "cancel", "Cancel", fields, `Cancel ${named}`) : ""}
${check.origins.length > 0 ? act(site, "stage", "Ready for pick-up", { ...fields, stage: "READY_FOR_PICKUP" }, `${named} is ready for pick-up`) : ""}</div></section>`;
}

function moveForm(site: Site, { identifier, table }: CheckView, named: string): Html {
  const id = `table-${identifier}`;
  return html`<form method="post" action="/till/${site.venue.location.id}/move" class="row"><input type="hidden" name="check" value="${identifier}">
<p><label for="${id}">Table</label><input id="${id}" name="table" type="number" min="1" value="${table}" required></p><button aria-label="Move ${named}">Move</button></form>`;
}

const MOST_CHECKS = 60;

export function checksPart(site: Site, { checks }: View): Html {
  if (checks.length === 0) return html`<p>No check is open.</p>`;
  const shown = checks.slice(0, MOST_CHECKS).map((check) => checkCard(site, check));
  const due = sum(checks.map(({ dueCents }) => dueCents));
  return html`<p class="soft">${checks.length} open, ${money(due)} due</p><div class="grid">${shown}</div>`;
}

const words = { queued: "Waiting", done: "Taken", failed: "Failed" } as const;

export function ordersPart(view: View): Html {
  const orders = view.orders.map(
    (order) =>
      html`<tr><td>${order.reference}</td><td>${order.kind === "local" ? "In the house" : "To go"}</td><td>${words[order.state]}${order.reason ? `: ${order.reason}` : ""}</td><td>${order.identifier ?? "–"}</td><td>${clock(order.acceptedAt)}</td></tr>`,
  );
  const payments = view.payments.map(
    (payment) =>
      html`<tr><td>${payment.reference}</td><td>${money(payment.cents)} + ${money(payment.tipCents)} tip</td><td>${words[payment.state]}${payment.error ? `: ${payment.error}` : ""}</td><td>${payment.identifier}</td><td>${clock(payment.acceptedAt)}</td></tr>`,
  );
  const heads = ["Reference", "What", "State", "Check", "Arrived"];
  return html`<h3>Online orders</h3>${orders.length === 0 ? html`<p>None has arrived yet.</p>` : table("Online orders", heads, orders)}
<h3>Online payments</h3>${payments.length === 0 ? html`<p>None has arrived yet.</p>` : table("Online payments", heads, payments)}`;
}

const MOST_CLOSED = 20;

export function closedPart(site: Site, { closed }: View): Html {
  if (closed.length === 0) return html`<p>No check was closed at this till yet.</p>`;
  const rows = closed
    .slice(0, MOST_CLOSED)
    .map(
      ({ identifier, closedAt, cancelled, names, totalCents }) =>
        html`<tr><td>${identifier}</td><td>${names.join(", ")}</td><td>${money(totalCents)}</td><td>${clock(closedAt)}</td><td>${cancelled ? "Voided" : act(site, "void", "Void", { check: identifier }, `Void check ${identifier}`)}</td></tr>`,
    );
  return table("Checks closed at this till", ["Check", "What", "Total", "Closed", "State"], rows);
}

export function messagesPart({ messages }: View): Html {
  if (messages.length === 0) return html`<p>No messages.</p>`;
  const rows = messages.map(
    ({ text, alsoToPrinter, sentAt, shownAt }) =>
      html`<tr><td>${text}</td><td>${alsoToPrinter ? "Screen and printer" : "Screen"}</td><td>${shownAt === undefined ? "Waits for the POS" : "Shown"}</td><td>${clock(sentAt)}</td></tr>`,
  );
  return table("Messages at this till", ["Message", "Where", "State", "Sent"], rows);
}

export function countsPart(site: Site, { counts }: View): Html {
  const limited = counts.filter(({ count }) => count !== null);
  if (limited.length === 0) return html`<p>Everything is for sale.</p>`;
  const rows = limited.map(
    ({ sku, count }) =>
      html`<tr><td>${sku}</td><td>${count === 0 ? "Sold out" : `${count} left`}</td><td>${act(site, "count", "For sale again", { sku, count: "" }, `${sku} is for sale again`)}</td></tr>`,
  );
  return table("Items with a count", ["Item", "Left", "Change"], rows);
}

/** The forms that stay as they are while the rest of the page lives. */
export function formsPart(site: Site): Html {
  const { id } = site.venue.location;
  const items = site.items
    .list()
    .filter(({ active, sku, type }) => active && sku !== "" && type !== "SUB_ITEM")
    .slice(0, 80);
  const tables = floorPlansOf(site)
    .flatMap((plan) => plan.tables)
    .filter(({ active }) => active);
  return html`<datalist id="skus">${items.map(({ sku, name }) => html`<option value="${sku}">${name}</option>`)}</datalist>
<form method="post" action="/till/${id}/open" class="row card"><p><label for="table">Table</label><select id="table" name="table"><option value="">None</option>${tables.map(({ number }) => html`<option>${number}</option>`)}</select></p>
<p><label for="covers">Guests</label><input id="covers" name="covers" type="number" min="1" max="99" value="2"></p>
<p><label for="sku">First item (SKU)</label><input id="sku" name="sku" type="text" list="skus"></p><button class="primary">Open a check</button></form>
<form method="post" action="/till/${id}/count" class="row card"><p><label for="limited">Item (SKU)</label><input id="limited" name="sku" type="text" list="skus" required></p>
<p><label for="count">Left</label><input id="count" name="count" type="number" min="0" placeholder="unlimited"></p><button>Set the count</button><button name="soldOut" value="yes">Sold out (86)</button></form>
<form method="post" action="/till/${id}/refuse" class="row card"><p><label for="reason">Refuse what comes next, because</label><input id="reason" name="reason" type="text" maxlength="200" value="The kitchen is closed"></p>
<button name="kind" value="orders">Refuse the next order</button><button name="kind" value="payments">Refuse the next payment</button></form>`;
}
