/** Names and flags of the cookies that sign-in uses. */
export function authCookies(appUrl: string) {
  const { protocol, port } = new URL(appUrl);
  const secure = protocol === "https:";
  // `__Host-` needs https. On plain http the port is part of the name: cookies ignore ports, and two apps on one host would overwrite each other's.
  const prefix = secure ? "__Host-upvendo" : `upvendo-${port || "80"}`;
  return {
    names: {
      session: `${prefix}.session`,
      csrf: `${prefix}.csrf`,
      callbackUrl: `${prefix}.callback`,
      device: `${prefix}.device`,
    },
    // Lax, not strict: coming back from Lightspeed is a cross-site navigation.
    flags: { httpOnly: true, sameSite: "lax", path: "/", secure },
  } as const;
}
