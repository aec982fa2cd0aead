import { randomInt } from "node:crypto";
import { headers } from "next/headers";
import { redirect, unstable_rethrow } from "next/navigation";
import type { ReactNode } from "react";
import { PATH_HEADER } from "@/lib/auth/path-header";
import { log } from "@/lib/log";

type PageProps = { params: Promise<{ location: string }> };

/** A guest's page. Where drawing it fails, the guest is told on a page that needs no script: the framework's own is empty without. */
export function guestPage<P extends PageProps>(draw: (props: P) => Promise<ReactNode>) {
  return (props: P): Promise<ReactNode> =>
    draw(props).catch(async (error) => toFault(error, (await props.params).location));
}

/** The same for what a form of such a page does. */
export function guestAction(act: (location: string, given: FormData) => Promise<void>) {
  return (location: string, given: FormData): Promise<void> =>
    act(location, given).catch((error) => toFault(error, location));
}

async function toFault(error: unknown, location: string): Promise<never> {
  // A redirect or a "not found" is no fault.
  unstable_rethrow(error);
  const code = String(randomInt(100_000_000, 1_000_000_000));
  log.error({ error, faultCode: code }, "a guest's page failed");
  const from = (await headers()).get(PATH_HEADER) ?? "";
  redirect(`/o/${encodeURIComponent(location)}/fault?${new URLSearchParams({ code, from })}`);
}
