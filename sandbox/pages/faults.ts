import { Hono } from "hono";
import { html } from "hono/html";
import { operationKinds } from "../api/operation";
import { clearFaults } from "../faults/clear";
import type { Fault } from "../faults/plan";
import type { Recorded } from "../http/recorder";
import type { Sandbox } from "../sandbox";
import type { NotificationFault } from "../webhooks/delivery-faults";
import { faultPresets, hostilePresets, notificationPresets, overtakingPreset } from "./fault-presets";
import { document, type Html, pageHeaders } from "./layout";
import { accountOptions, navigation, readableTime, table } from "./parts";

const presets = { ...faultPresets, ...hostilePresets, ...overtakingPreset };

const buttons = (some: Record<string, { label: string }>): Html[] =>
  Object.entries(some).map(([name, { label }]) => html`<button name="do" value="${name}">${label}</button>`);

type Chosen = { account: string; operation: string; times: string };

function panel({ accounts }: Sandbox, chosen: Chosen): Html {
  const kinds = operationKinds.map(
    (kind) => html`<option ${kind === chosen.operation ? "selected" : ""}>${kind}</option>`,
  );
  return html`<form method="post" action="/faults" class="card">
<div class="row"><p><label for="account">Account</label><select id="account" name="account"><option value="">All accounts</option>${accountOptions(accounts.list(), chosen.account)}</select></p>
<p><label for="operation">Calls</label><select id="operation" name="operation"><option value="all">all</option>${kinds}</select></p>
<p><label for="times">How often</label><input id="times" name="times" type="number" min="1" value="${chosen.times}" placeholder="until cleared"></p></div>
<h2>Sign-in and tokens</h2>
<div class="row"><button name="do" value="revoke">Revoke access</button><button name="do" value="expire">Expire access tokens</button>${buttons(hostilePresets)}</div>
<h2>Calls</h2>
<div class="row">${buttons(faultPresets)}</div>
<h2>Notifications</h2>
<div class="row">${buttons(notificationPresets)}${buttons(overtakingPreset)}</div>
<h2>Back to normal</h2>
<div class="row"><button class="primary" name="do" value="clear">Clear all faults</button></div>
</form>`;
}

const nameOf = (fault: Fault) =>
  Object.values(presets).find(({ do: effect }) => effect.type === fault.do.type && matchesPart(effect, fault.do))
    ?.label ?? fault.do.type;

const matchesPart = (part: object, whole: object) =>
  Object.entries(part).every(([key, value]) => JSON.stringify(Reflect.get(whole, key)) === JSON.stringify(value));

function faultRow(fault: Fault): Html {
  return html`<tr><td>${nameOf(fault)}</td><td>${fault.operation}</td><td>${fault.account ?? "all"}</td><td>${fault.used}${fault.times ? ` of ${fault.times}` : ""}</td>
<td><form method="post" action="/faults/clear"><input type="hidden" name="id" value="${fault.id}"><button aria-label="Clear ${nameOf(fault)}">Clear</button></form></td></tr>`;
}

function noticeRow({ id, do: effect, account, used, times }: NotificationFault): Html {
  const label = Object.values(notificationPresets).find(({ do: preset }) => preset.type === effect.type)?.label;
  const name = `Notification: ${(label ?? effect.type).toLowerCase()}`;
  return html`<tr><td>${name}</td><td>–</td><td>${account ?? "all"}</td><td>${used}${times ? ` of ${times}` : ""}</td>
<td><form method="post" action="/faults/clear"><input type="hidden" name="id" value="${id}"><button aria-label="Clear ${name}">Clear</button></form></td></tr>`;
}

/** Without the realm's long prefix and the random part of a sign-in. */
const shortPath = (path: string) =>
  path
    .replace(/^\/realms\/k-series(\/protocol\/openid-connect)?/, "…")
    .replace(/(\/(?:auth|interaction)\/)[\w-]{20,}/, "$1…");

function requestRow(entry: Recorded): Html {
  return html`<tr><td>${readableTime(entry.at)}</td><td>${entry.method} ${shortPath(entry.path)}</td><td>${entry.operation}</td><td>${entry.account ?? "–"}</td>
<td>${entry.outcome === "answered" ? entry.status : entry.outcome}</td><td>${entry.ms === null ? "–" : `${entry.ms} ms`}</td></tr>`;
}

function faultsPage(sandbox: Sandbox, chosen: Chosen, done: string): string {
  const notices = sandbox.world.outbox.faults.list().map(noticeRow);
  const active = [...sandbox.faults.list().map(faultRow), ...notices];
  const requests = sandbox.recorder.list({}).slice(-30).reverse().map(requestRow);
  return document(
    "Faults",
    html`<h1>Faults</h1><p class="soft">Let the sandbox misbehave, and see what the back office makes of it.</p>
<p role="status">${done}</p>
${panel(sandbox, chosen)}
<section class="card"><h2>Active faults</h2>${active.length === 0 ? html`<p>None. Everything answers as it should.</p>` : table("Active faults", ["Fault", "Calls", "Account", "Used", "Clear"], active)}</section>
<section class="card"><h2>Last requests</h2><p><a href="/faults">Refresh</a></p>${requests.length === 0 ? html`<p>None yet.</p>` : table("Last requests", ["Time", "Request", "Calls", "Account", "Status", "Took"], requests)}</section>`,
    { nav: navigation },
  );
}

/** Does what a button says; gives the sentence that the page then shows. */
function act(sandbox: Sandbox, action: string, { account, operation, times }: Chosen): string {
  const { accounts, realm, faults } = sandbox;
  const ids = account === "" ? accounts.list().map(({ id }) => id) : [account];
  const total = (count: (id: string) => number) => ids.reduce((sum, id) => sum + count(id), 0);
  if (action === "revoke") return `Revoked grants: ${total((id) => realm.tokens.revoke(id))}.`;
  if (action === "expire") return `Expired access tokens: ${total((id) => realm.tokens.expire(id, "AccessToken"))}.`;
  if (action === "clear") {
    clearFaults(sandbox);
    sandbox.world.outbox.faults.remove(() => true);
    return "All faults are cleared.";
  }
  const count = Number.parseInt(times, 10);
  const notice = notificationPresets[action];
  if (notice) {
    const whose = account === "" ? {} : { account };
    sandbox.world.outbox.faults.add({ do: notice.do, ...whose, ...(count > 0 ? { times: count } : {}) });
    return `Set for notifications: ${notice.label}.`;
  }
  const preset = presets[action];
  if (!preset) return "There is no such button.";
  const kind = operationKinds.find((candidate) => candidate === operation) ?? "all";
  faults.add({
    operation: preset.operation ?? kind,
    do: preset.do,
    ...(account === "" ? {} : { account }),
    ...(count > 0 ? { times: count } : {}),
  });
  return `Set: ${preset.label}.`;
}

export function faultPages(sandbox: Sandbox): Hono {
  const routes = new Hono();
  const chosenFrom = (get: (name: string) => unknown): Chosen => ({
    account: String(get("account") ?? ""),
    operation: String(get("operation") ?? "all"),
    times: String(get("times") ?? ""),
  });
  routes.get("/", (c) => {
    const chosen = chosenFrom((name) => c.req.query(name));
    return c.body(faultsPage(sandbox, chosen, c.req.query("done") ?? ""), 200, pageHeaders);
  });
  routes.post("/", async (c) => {
    const form = await c.req.formData();
    const chosen = chosenFrom((name) => form.get(name));
    const done = act(sandbox, String(form.get("do")), chosen);
    return c.redirect(`/faults?${new URLSearchParams({ ...chosen, done })}`, 303);
  });
  routes.post("/clear", async (c) => {
    const id = String((await c.req.formData()).get("id"));
    sandbox.faults.remove((fault) => fault.id === id);
    sandbox.world.outbox.faults.remove((fault) => fault.id === id);
    sandbox.holds.release(id);
    return c.redirect("/faults", 303);
  });
  return routes;
}
