type PlainPage = {
  title: string;
  /** Whose page it is; left out on guests' pages. */
  product?: string;
  paragraphs: string[];
  link: { href: string; label: string };
  status: number;
  headers?: Record<string, string>;
};

/** A page without script. What it is given must be our own words: nothing of a request is repeated but addresses that were checked. */
export function plainPage({ title, product, paragraphs, link, status, headers = {} }: PlainPage): Response {
  const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>${title} · Upvendo</title>
<link rel="stylesheet" href="/refusal.css">
</head>
<body>
<main>${product ? `\n<p class="product">${product}</p>` : ""}
<h1>${title}</h1>
${paragraphs.map((words) => `<p>${words}</p>`).join("\n")}
<p><a href="${link.href.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}">${link.label}</a></p>
</main>
</body>
</html>
`;
  return new Response(html, { status, headers: { ...headers, "content-type": "text/html; charset=utf-8" } });
}
