import { Hono } from "hono";
import { html } from "hono/html";
import { type GrantView, grantsOf } from "../control/grants";
import { siteById } from "../control/till-routes";
import type { Sandbox } from "../sandbox";
import { type Account, type Business, DEMO_ACCOUNT_ID } from "../state/accounts";
import { viewOfTill } from "../till/view";
import type { Site } from "../world/world";
import { document, type Html, livePageHeaders } from "./layout";
import { LIVE_PATH, liveScript } from "./live";
import { accountOptions, navigation, readableTime, table } from "./parts";
import { handleAtTill } from "./till-forms";
import { checksPart, closedPart, countsPart, formsPart, messagesPart, ordersPart, statusPart } from "./till-parts";

function restaurant(business: Business): Html {
  const rows = business.locations.map(
    ({ id, name, visible }) =>
      html`<tr><td>${name}</td><td><code>${id}</code></td><td>${visible ? "Yes" : "No"}</td></tr>`,
  );
  return html`<section class="card"><h2>${business.name}</h2><p class="soft">Business ID <code>${business.id}</code></p>
${rows.length === 0 ? html`<p>No locations.</p>` : table(`Locations of ${business.name}`, ["Location", "Location ID", "Visible"], rows)}</section>`;
}

function connectedApp(account: Account, grant: GrantView): Html {
  const stays = grant.scopes.includes("offline_access") ? "Yes, until access is revoked" : "No, only for a while";
  return html`<section class="card"><h3>Upvendo</h3><dl>
<dt>Allowed</dt><dd>${grant.scopes.join(", ")}</dd>
<dt>Since</dt><dd>${readableTime(grant.since)}</dd>
<dt>Access token until</dt><dd>${readableTime(grant.accessTokenExpires)}</dd>
<dt>Refresh token until</dt><dd>${readableTime(grant.refreshTokenExpires)}</dd>
<dt>Stays connected</dt><dd>${stays}</dd></dl>
<form method="post" action="/till/revoke"><input type="hidden" name="account" value="${account.id}"><input type="hidden" name="grant" value="${grant.id}">
<button>Revoke access</button></form></section>`;
}

function accountPicker(accounts: Account[], chosen: Account): Html | string {
  if (accounts.length < 2) return "";
  return html`<form method="get" action="/till" class="row card"><p><label for="account">Account</label>
<select id="account" name="account">${accountOptions(accounts, chosen.id)}</select></p><button>Show</button></form>`;
}

const live = (id: string, title: string, part: Html): Html =>
  html`<section class="card" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2><div id="${id}" data-live>${part}</div></section>`;

function tillOf(account: Account, site: Site, told: string): Html {
  const view = viewOfTill(site);
  const events = `${LIVE_PATH}?account=${encodeURIComponent(account.id)}`;
  return html`<div data-events="${events}"><p role="status">${told}</p>
${live("status", site.venue.location.name, statusPart(site, view))}
${formsPart(site)}
${live("orders", "What has arrived", ordersPart(view))}
${live("closed", "Closed checks", closedPart(site, view))}
${live("messages", "Messages", messagesPart(view))}
${live("counts", "Limited items", countsPart(site, view))}
<h2>Open checks</h2><div id="checks" data-live>${checksPart(site, view)}</div></div>
<script type="module" src="/till/live.js"></script>`;
}

function locationPicker(account: Account, chosen: string): Html | string {
  const all = account.businesses.flatMap(({ locations }) => locations);
  if (all.length < 2) return "";
  const links = all.map(({ id, name }) =>
    id === chosen
      ? html`<strong aria-current="page">${name}</strong>`
      : html`<a href="/till?${new URLSearchParams({ account: account.id, location: id })}">${name}</a>`,
  );
  return html`<nav aria-label="Restaurants" class="row card">${links}</nav>`;
}

type Chosen = { account: Account; site: Site | undefined; told: string };

function tillPage(accounts: Account[], { account, site, told }: Chosen, grants: GrantView[]): string {
  const apps = grants.map((grant) => connectedApp(account, grant));
  const nothing = html`<p class="card">No app is connected. Sign in as <strong>${account.email}</strong> when the Upvendo back office asks.</p>`;
  return document(
    "Till",
    html`<h1>Till</h1><p class="soft">The Lightspeed account <strong>${account.email}</strong></p>
${accountPicker(accounts, account)}
${site ? locationPicker(account, site.venue.location.id) : ""}
${site ? tillOf(account, site, told) : html`<p class="card">This account has no restaurant.</p>`}
<h2>Restaurants</h2>
${account.businesses.map(restaurant)}
<h2>Connected apps</h2>
${apps.length === 0 ? nothing : apps}`,
    { nav: navigation },
  );
}

export function tillRoutes(sandbox: Sandbox): Hono {
  const { accounts, realm, world } = sandbox;
  const routes = new Hono();
  routes.get("/", (c) => {
    const account = accounts.get(c.req.query("account") ?? DEMO_ACCOUNT_ID) ?? accounts.get(DEMO_ACCOUNT_ID);
    if (!account) return c.notFound();
    const [first] = account.businesses.flatMap(({ locations }) => locations);
    const wanted = world.site(account, c.req.query("location") ?? "");
    const site = wanted ?? (first && world.site(account, first.id));
    const chosen = { account, site, told: c.req.query("told") ?? "" };
    return c.body(tillPage(accounts.list(), chosen, grantsOf({ realm }, account.id)), 200, livePageHeaders);
  });
  routes.get("/live.js", (c) =>
    c.body(liveScript, 200, { "content-type": "text/javascript; charset=utf-8", "x-content-type-options": "nosniff" }),
  );
  routes.post("/revoke", async (c) => {
    const form = await c.req.formData();
    const account = String(form.get("account"));
    realm.tokens.revoke(account, { grantId: String(form.get("grant")) });
    return c.redirect(`/till?account=${encodeURIComponent(account)}`, 303);
  });
  routes.post("/:locationId/:action", async (c) => {
    const site = siteById(sandbox, c.req.param("locationId"));
    if (!site) return c.notFound();
    const told = handleAtTill(world, site, c.req.param("action"), await c.req.formData());
    const query = new URLSearchParams({ account: site.account.id, location: site.venue.location.id, told });
    return c.redirect(`/till?${query}`, 303);
  });
  return routes;
}
