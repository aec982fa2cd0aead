/** Environment variables by name. Not the global type: Next makes NODE_ENV obligatory there. */
export type Variables = Record<string, string | undefined>;
