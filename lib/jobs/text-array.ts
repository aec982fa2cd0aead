/** A list of texts as PostgreSQL writes one. */
export const textArray = (texts: readonly string[]) => `{${texts.map((text) => JSON.stringify(text)).join(",")}}`;
