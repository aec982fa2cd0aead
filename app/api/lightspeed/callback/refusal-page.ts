import { type ConnectOutcomeCode, connectOutcomes } from "@/lib/lightspeed/connection/connect-outcomes";

/** A plain page that works without script; its policy is in lib/security/response-headers. Every word is from our own table: nothing of the address is repeated. */
export function refusalPage(outcome: ConnectOutcomeCode, status: number, headers: Record<string, string>): Response {
  const { title, message, next } = connectOutcomes[outcome];
  const [href, label] =
    outcome === "not_signed_in"
      ? ["/login?next=%2Flightspeed", "Sign in"]
      : [`/lightspeed?tab=settings&amp;connect=${outcome}`, "Go to Lightspeed settings"];
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Upvendo</title>
<link rel="stylesheet" href="/refusal.css">
</head>
<body>
<main>
<p class="product">Upvendo</p>
<h1>${title}</h1>
<p>${message}</p>
<p>${next}</p>
<p><a href="${href}">${label}</a></p>
</main>
</body>
</html>
`;
  return new Response(html, {
    status,
    headers: { ...headers, "content-type": "text/html; charset=utf-8" },
  });
}
