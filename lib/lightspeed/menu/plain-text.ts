import sanitizeHtml from "sanitize-html";

const entities: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&nbsp;": " " };
const MOST = 4_000;

/** What the vendor's markup says, as text: paragraphs and breaks become lines, scripts and styles go with their content. */
export function plainText(html: string): string {
  const markup = html.slice(0, MOST * 4);
  if (!/[<&]/.test(markup)) return markup.trim().slice(0, MOST);
  const lines = markup.replace(/<(br|\/p|\/div|\/li|\/h[1-6])\b[^>]*>/gi, "$&\n");
  const text = sanitizeHtml(lines, { allowedTags: [], allowedAttributes: {} });
  return text
    .replace(/&(amp|lt|gt|quot|nbsp);/g, (entity) => entities[entity] ?? entity)
    .replaceAll("\u00a0", " ")
    .replace(/[ \t]+/g, " ")
    .replace(/ ?\n ?/g, "\n")
    .replace(/\n{2,}/g, "\n")
    .trim()
    .slice(0, MOST);
}
