import { html } from "hono/html";
import type { Account } from "../state/accounts";
import type { Html } from "./layout";

export const navigation = html`<nav aria-label="Sandbox"><a href="/till">Till</a> · <a href="/payments">Payments</a> · <a href="/faults">Faults</a></nav>`;

/** A time a person can read, in the zone of the sandbox's restaurants. */
export function readableTime(iso: string | null): string {
  if (iso === null) return "–";
  const format = { dateStyle: "medium", timeStyle: "medium", timeZone: "Europe/Brussels" } as const;
  return new Intl.DateTimeFormat("en-GB", format).format(new Date(iso));
}

export function accountOptions(accounts: Account[], chosen: string | undefined): Html[] {
  const newestFirst = [...accounts].reverse().slice(0, 200);
  return newestFirst.map(
    ({ id, email }) => html`<option value="${id}" ${id === chosen ? "selected" : ""}>${email}</option>`,
  );
}

/** A table that may be wider than a phone: it scrolls by itself, by keyboard too. */
export function table(label: string, heads: string[], rows: Html[]): Html {
  return html`<div class="scroll" role="region" aria-label="${label}" tabindex="0"><table>
<thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows}</tbody></table></div>`;
}
