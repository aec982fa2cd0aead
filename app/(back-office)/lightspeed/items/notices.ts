/** What the page before this one did, by the `notice` in the address. */
export const itemNotices: Record<string, string> = {
  created: "The item was created. It is on no menu until it is placed there in Lightspeed.",
  saved: "The item was saved.",
  deleted: "The item was deleted.",
  "rich-saved": "Texts and allergens were saved.",
  "rich-deleted": "Texts, allergens and picture were deleted.",
  "rich-kept": "Lightspeed did not delete texts, allergens and picture. Try again in a minute.",
  picture: "The picture was sent to Lightspeed.",
};

type Params = Record<string, string | string[] | undefined>;

export function noticeIn({ notice }: Params): string | null {
  return typeof notice === "string" && Object.hasOwn(itemNotices, notice) ? (itemNotices[notice] ?? null) : null;
}
