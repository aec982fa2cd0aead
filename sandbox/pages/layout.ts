import { html, raw } from "hono/html";

export type Html = ReturnType<typeof html>;

const style = `
:root { color-scheme: light dark; --ink: #1d1a26; --soft: #595366; --paper: #ffffff; --ground: #f3f2f6; --line: #cfccd8; --field: #8a8497;
  --act: #c8102e; --on-act: #ffffff; --link: #a00d25; --good: #17663a; --bad: #a3122a; --bad-ground: #fdeef0; }
@media (prefers-color-scheme: dark) { :root { --ink: #f3f1f8; --soft: #bab4c8; --paper: #211e2b; --ground: #16131e; --line: #433d54;
  --field: #837b99; --act: #ff6b7d; --on-act: #21060b; --link: #ff9aa6; --good: #7fd6a2; --bad: #ff9aa6; --bad-ground: #3a1820; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
a { color: var(--link); }
header { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; padding: 1rem 1.25rem; background: var(--paper); border-bottom: 1px solid var(--line); }
header .brand { font-weight: 700; }
.brand svg { vertical-align: -4px; margin-right: .4rem; }
main { max-width: 62rem; margin: 0 auto; padding: 1.5rem 1.25rem 3rem; }
main.narrow { max-width: 28rem; padding-top: 6vh; }
.card { background: var(--paper); border: 1px solid var(--line); border-radius: 12px; padding: 1.5rem; margin: 0 0 1.25rem; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; } h2, h3 { font-size: 1.1rem; margin: 0 0 .75rem; }
p { margin: 0 0 1rem; } .soft { color: var(--soft); } .small { font-size: .875rem; }
label { display: block; font-weight: 600; margin: 0 0 .25rem; }
input[type=email], input[type=password], input[type=text], input[type=number], select { width: 100%; min-height: 2.75rem; padding: .5rem .75rem; margin: 0 0 1rem;
  font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--field); border-radius: 8px; }
button, .button { min-height: 2.75rem; padding: .5rem 1.25rem; font: inherit; font-weight: 600; border-radius: 8px; cursor: pointer;
  border: 1px solid var(--field); background: var(--paper); color: var(--ink); }
button.primary { background: var(--act); border-color: var(--act); color: var(--on-act); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.row { display: flex; flex-wrap: wrap; gap: .75rem; align-items: end; } .row > * { flex: 0 1 auto; margin-bottom: 0; } .wide { width: 100%; }
.row label { margin: 0; } .row select, .row input { margin: 0; width: auto; min-width: 9rem; }
.scope { display: grid; grid-template-columns: auto 1fr; gap: 0 .75rem; padding: .75rem 0; border-top: 1px solid var(--line); }
.scope input { width: 1.25rem; height: 1.25rem; margin: .15rem 0 0; accent-color: var(--act); } .scope label { margin: 0; } .scope p { grid-column: 2; margin: 0; }
.error { color: var(--bad); background: var(--bad-ground); border-radius: 8px; padding: .75rem 1rem; }
.scroll { overflow-x: auto; } table { width: 100%; border-collapse: collapse; } th, td { text-align: left; padding: .5rem .75rem .5rem 0; border-top: 1px solid var(--line); vertical-align: top; }
th, td { white-space: nowrap; padding-right: 1.25rem; } code { font-size: .9em; overflow-wrap: anywhere; } td:first-child { white-space: normal; }
.grid { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(min(18rem, 100%), 1fr)); } .grid .card { margin: 0; padding: 1rem; min-width: 0; } .grid ul { margin: 0 0 1rem; padding-left: 1.25rem; } .grid form.row input { min-width: 0; width: 9rem; }
[data-live] h3 { margin-top: 1rem; }
.row + h2 { margin-top: 1.5rem; } legend { padding: 0; margin-bottom: .75rem; } dl { display: grid; grid-template-columns: minmax(8rem, auto) 1fr; gap: .25rem 1rem; margin: 0 0 1rem; } dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
`;

const mark = raw(
  `<svg width="20" height="22" viewBox="0 0 20 22" aria-hidden="true"><path d="M10 1 L19 17 H13 L10 11 L7 17 H1 Z" fill="var(--act)"/><rect x="5" y="19" width="10" height="2" fill="var(--act)"/></svg>`,
);

export function document(title: string, content: Html, options: { narrow?: boolean; nav?: Html } = {}): string {
  return String(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><link rel="icon" href="data:,"><style>${raw(style)}</style>
</head>
<body>
<header><span class="brand">${mark}Lightspeed Restaurant <span class="soft">sandbox</span></span>${options.nav ?? ""}</header>
<main${raw(options.narrow ? ' class="narrow"' : "")}>${content}</main>
</body>
</html>`);
}

export const pageHeaders = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
};

/** The till alone has a script, its own, which reads nothing but this sandbox. */
export const livePageHeaders = {
  ...pageHeaders,
  "content-security-policy": `${pageHeaders["content-security-policy"]}; script-src 'self'; connect-src 'self'; form-action 'self'`,
};
