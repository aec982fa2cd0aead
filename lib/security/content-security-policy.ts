type Options = { development: boolean; https: boolean };

/** For pages: only scripts and styles that carry this answer's nonce, or that such a script loads. */
export function pagePolicy(nonce: string, { development, https }: Options): string {
  return policy({
    "default-src": "'none'",
    // The development server evaluates modules and writes styles as it reloads them.
    "script-src": `'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    "style-src": development ? "'self' 'unsafe-inline'" : `'self' 'nonce-${nonce}'`,
    "img-src": "'self' data: blob:",
    "font-src": "'self'",
    "connect-src": development ? "'self' ws:" : "'self'",
    "manifest-src": "'self'",
    "worker-src": "'self'",
    "form-action": "'self'",
    ...never,
    ...(https ? { "upgrade-insecure-requests": "" } : {}),
  });
}

const never = { "object-src": "'none'", "base-uri": "'none'", "frame-ancestors": "'none'" };

/** For what is no page and shows nothing: answers of handlers, static files. */
export const nothingPolicy = policy({ "default-src": "'none'", "form-action": "'none'", ...never });

/** For the plain page on which the way back from Lightspeed ends when it is refused: our own stylesheet and nothing else. */
export const refusalPolicy = policy({
  "default-src": "'none'",
  "style-src": "'self'",
  "form-action": "'none'",
  ...never,
});

/** For a page whose request never met proxy.ts: no nonce exists, so scripts are not restricted, but the rest holds. */
export const barePolicy = policy({ "form-action": "'self'", ...never });

function policy(directives: Record<string, string>): string {
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources}`.trim())
    .join("; ");
}
