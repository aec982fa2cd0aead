/** Set by proxy.ts for convenience only: whatever it says is checked again and grants nothing. */
export const PATH_HEADER = "x-upvendo-path";
