/** Null where anybody on the internet may reach it; else why nobody outside can. */
export function unreachableBecause(url: string): string | null {
  const { hostname, protocol } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  if (host === "localhost" || host.endsWith(".localhost") || /^127\.|^::1$|^0\.0\.0\.0$/.test(host))
    return "The address is this computer itself. Lightspeed's servers cannot reach it from outside.";
  if (
    /^10\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^169\.254\.|^f[cd][0-9a-f]{2}:|^fe80:/i.test(host) ||
    /\.(local|internal|lan|home|test)$/.test(host)
  )
    return "The address belongs to a private network. Lightspeed's servers cannot reach it from outside.";
  if (!host.includes(".") && !host.includes(":"))
    return "The address has no public name. Lightspeed's servers cannot reach it from outside.";
  return protocol === "https:" ? null : "The address does not use https.";
}
