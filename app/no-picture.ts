/** Grey lines on nothing, for the ground of either theme. */
const sign = `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="320" viewBox="0 0 48 48" fill="none" stroke="#8a8f98" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round">
<title>No picture</title>
<rect x="13" y="15" width="22" height="18" rx="2.5"/>
<path d="m14 30 6-6 5 5 3-3 6 5"/>
<circle cx="29.5" cy="20.5" r="1.5"/>
<path d="m10 11 28 26"/>
</svg>
`;

/** In place of a picture that cannot be had now: a page asked for it, and must not show the browser's sign for a broken one. */
export const noPicture = (): Response =>
  new Response(sign, { headers: { "content-type": "image/svg+xml", "cache-control": "no-store" } });
