"use server";

import { cookies } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { requireOwnOrigin } from "@/lib/auth/action";
import { fieldText, formFrom } from "@/lib/form";
import { api } from "./api";
import { type Basket, emptyBasket, encodeLine, newKey, readChoices, withLine, withQuantity } from "./basket";
import { guestAction } from "./guarded";
import { basketCookie } from "./guest-cookies";
import { readPickUpTime } from "./pick-up-time";
import { readTip } from "./read-tip";
import { requireVisit } from "./visit";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** From a page of ours, for a location that exists, in the visit that the page was drawn for. */
async function begin(location: unknown, given: unknown) {
  await requireOwnOrigin();
  if (typeof location !== "string" || !UUID.test(location)) notFound();
  const form = formFrom(given);
  const home = `/o/${location}`;
  const visit = await requireVisit(location);
  // Another table's code was read in another tab: nothing is ordered to a table by accident.
  if (fieldText(form, "visit") !== visit.place.visit) redirect(`${home}?notice=other_visit`);
  const keep = async (basket: Basket) => void (await cookies()).set(basketCookie(location, basket));
  return { ...visit, form, home, keep };
}

export const chooseTypeAction = guestAction(async (location, given) => {
  const { form, home, basket, keep, place } = await begin(location, given);
  const type = place.types.find((known) => known === fieldText(form, "type"));
  if (type) await keep({ ...basket, type, key: newKey() });
  redirect(home);
});

/** Adds what was chosen; what cannot be had like this goes back to the form with the reason. */
export const addAction = guestAction(async (location, given) => {
  const { form, home, basket, keep, token, type } = await begin(location, given);
  if (!type) redirect(home);
  const quantity = Math.min(Math.max(Math.trunc(Number(fieldText(form, "quantity") || "1")) || 1, 1), 50);
  const line = { sku: fieldText(form, "sku"), quantity, ...readChoices(form) };
  const place = fieldText(form, "at");
  const at = /^\d{1,2}$/.test(place) ? Number(place) : null;
  const answer = await api.prices(token, { type, lines: [line] });
  const isWrong = !answer.ok || answer.data.reasons.some((reason) => reason.line !== undefined);
  const query = new URLSearchParams({
    sku: line.sku,
    line: encodeLine(line),
    ...(at === null ? {} : { at: String(at) }),
  });
  if (isWrong) redirect(`${home}/item?${query}`);
  const next = withLine(basket, line, at);
  if (!next) redirect(`${home}/basket?notice=full`);
  await keep(next);
  redirect(at === null ? `${home}?notice=added&sku=${encodeURIComponent(line.sku)}` : `${home}/basket`);
});

export const changeAction = guestAction(async (location, given) => {
  const { form, home, basket, keep } = await begin(location, given);
  const at = Number(fieldText(form, "at"));
  const quantity = Math.trunc(Number(fieldText(form, "quantity")));
  if (Number.isSafeInteger(at) && Number.isSafeInteger(quantity)) await keep(withQuantity(basket, at, quantity));
  redirect(`${home}/basket`);
});

export const tipAction = guestAction(async (location, given) => {
  const { form, home, basket, keep, token, type, place } = await begin(location, given);
  if (!type || basket.lines.length === 0) redirect(`${home}/basket`);
  const quote = await api.prices(token, { type, lines: basket.lines });
  const subtotal = quote.ok ? quote.data.totals.subtotalMinor : 0;
  const tip = readTip({
    ...{ percent: fieldText(form, "percent"), amount: fieldText(form, "amount") },
    ...{ subtotalMinor: subtotal, currency: place.currency, region: place },
  });
  if (tip === null) redirect(`${home}/basket?notice=tip`);
  await keep({ ...basket, tipMinor: tip, key: newKey() });
  redirect(`${home}/basket`);
});

/** Places the order and goes on to pay; every way back tells why. */
export const orderAction = guestAction(async (location, given) => {
  const { form, home, basket, keep, token, type, place } = await begin(location, given);
  if (!type || basket.lines.length === 0) redirect(`${home}/basket`);
  const pickUpAt = type === "takeaway" ? readPickUpTime(fieldText(form, "pickUp"), place) : undefined;
  const [name, note] = [fieldText(form, "name").trim().slice(0, 60), fieldText(form, "note").trim().slice(0, 300)];
  const wish = {
    ...{ type, lines: basket.lines, tip: basket.tipMinor },
    expectedTotal: Number(fieldText(form, "expectedTotal")) || 1,
    ...(name ? { name } : {}),
    ...(note ? { note } : {}),
    ...(pickUpAt ? { pickUpAt } : {}),
  };
  const answer = await api.order(token, wish, basket.key);
  if (answer.ok) {
    await keep({ ...emptyBasket(), type: basket.type, orderId: answer.data.id });
    redirect(`${home}/orders/${answer.data.id}?pay=now`);
  }
  const { code } = answer.problem;
  // A refusal is kept with its key: the next try is another one. A payment that could not be started goes on with the same order.
  if (code !== "payment_unavailable" && code !== "request_in_progress") await keep({ ...basket, key: newKey() });
  redirect(`${home}/basket?notice=${code}`);
});

/** A kiosk's next guest begins with nothing. */
export const startOverAction = guestAction(async (location, given) => {
  const { home, keep } = await begin(location, given);
  await keep(emptyBasket());
  redirect(`${home}/enter?channel=kiosk`);
});
