/** `version`: the query that names the version. */
export const pictureUrl = (version: string, at: string, size: "small" | "large") =>
  `/lightspeed/menus/picture?${version}&at=${at}&size=${size}`;
