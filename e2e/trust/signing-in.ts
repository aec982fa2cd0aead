import { authCookies } from "@/lib/auth/cookies";
import { createPasswords } from "@/lib/auth/passwords";
import { encodeCall, sendAction } from "./actions";
import { builtActions } from "./build";
import { type Answer, ask } from "./http";
import { stack } from "./stack";

export const { origin } = new URL(stack.appUrl);
export const { names } = authCookies(stack.appUrl);
export const password = "four quiet lamps in the yard";
/** Cheap: what it costs to guess is another test's. */
export const hashPassword = () => createPasswords({ cost: { N: 2, r: 1, p: 1 } }).hash(password);

/** A network of its own per call: what signing in counts against is shared with nobody. A file names its own range. */
export function ownNetworks(range: string) {
  let network = 0;
  return () => ({ "x-forwarded-for": `${range}.${(network++ % 250) + 1}`, origin });
}

export const actionNamed = (name: string) => {
  const found = builtActions().find((action) => action.name === name);
  if (!found) throw new Error(`no action ${name}`);
  return found;
};

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

/** Through the form of the sign-in page, in a browser that may hold a session already. */
export async function signInBy(email: string, source: Record<string, string>, cookie?: string): Promise<Answer> {
  const form = formOf({ email, password, next: "/lightspeed" });
  return sendAction(actionNamed("signInAction"), await encodeCall([{}, form]), {
    source,
    ...(cookie === undefined ? {} : { cookie }),
  });
}

export const setCookies = (answer: Answer) => answer.headers["set-cookie"] ?? [];
/** The cookies of an answer as a browser would send them back. */
export const jarOf = (answer: Answer) =>
  setCookies(answer)
    .map((cookie) => cookie.split(";")[0])
    .join("; ");
export const isIn = async (cookie: string) => (await ask(stack.appUrl, "/", { headers: { cookie } })).status === 200;
