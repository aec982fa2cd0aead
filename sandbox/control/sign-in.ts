export type SignIn = {
  /** The authorization request's address, as the browser would be sent to it. */
  url: string;
  email: string;
  password: string;
  decision?: "allow" | "deny" | undefined;
  /** Which of the asked scopes stay ticked; all of them when left out. */
  scopes?: string[] | undefined;
};

type Step = { url: URL; status: number; page: string };

/** A browser without a screen: keeps cookies, follows redirects while they stay on the sandbox. */
export function visitor(home: URL) {
  const cookies = new Map<string, string>();
  const keep = (line: string) => {
    const [pair = ""] = line.split(";");
    const at = pair.indexOf("=");
    const value = pair.slice(at + 1);
    if (value === "") cookies.delete(pair.slice(0, at));
    else cookies.set(pair.slice(0, at), value);
  };
  return async function go(url: URL, form?: URLSearchParams): Promise<Step> {
    let next = url;
    let body = form;
    for (let hops = 0; hops < 10; hops += 1) {
      const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
      const headers = { cookie, accept: "text/html" };
      const response = await fetch(next, {
        method: body ? "POST" : "GET",
        ...(body ? { body } : {}),
        redirect: "manual",
        headers,
      });
      for (const line of response.headers.getSetCookie()) keep(line);
      const location = response.headers.get("location");
      const page = await response.text();
      if (!location) return { url: next, status: response.status, page };
      next = new URL(location, next);
      body = undefined;
      if (next.origin !== home.origin) return { url: next, status: response.status, page };
    }
    throw new Error("the sign-in redirects without end");
  };
}

export const formAction = ({ page, url }: Step) => new URL(/<form[^>]* action="([^"]+)"/.exec(page)?.[1] ?? "", url);

/**
 * Signs in and answers the consent page as a merchant would, over HTTP; gives the address that the browser ends at:
 * the client's redirect URI with code or error, or the sandbox's own error page.
 */
export async function signIn(order: SignIn): Promise<{ location: string; status: number }> {
  const home = new URL(order.url);
  const go = visitor(home);
  let step = await go(home);
  if (step.page.includes('name="password"')) {
    step = await go(formAction(step), new URLSearchParams({ email: order.email, password: order.password }));
  }
  if (step.page.includes('name="decision"')) {
    const offered = [...step.page.matchAll(/name="scope" value="([^"]+)"/g)].map(([, scope = ""]) => scope);
    const form = new URLSearchParams({ decision: order.decision === "deny" ? "cancel" : "allow" });
    for (const scope of offered) if (order.scopes?.includes(scope) ?? true) form.append("scope", scope);
    step = await go(formAction(step), form);
  }
  return { location: step.url.href, status: step.status };
}
