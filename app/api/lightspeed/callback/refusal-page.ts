import { plainPage } from "@/app/plain-page";
import { type ConnectOutcomeCode, connectOutcomes } from "@/lib/lightspeed/connection/connect-outcomes";

/** A plain page that works without script; its policy is in lib/security/response-headers. Every word is from our own table: nothing of the address is repeated. */
export function refusalPage(outcome: ConnectOutcomeCode, status: number, headers: Record<string, string>): Response {
  const { title, message, next } = connectOutcomes[outcome];
  const link =
    outcome === "not_signed_in"
      ? { href: "/login?next=%2Flightspeed", label: "Sign in" }
      : { href: `/lightspeed?tab=settings&connect=${outcome}`, label: "Go to Lightspeed settings" };
  return plainPage({ title, product: "Upvendo", paragraphs: [message, next], link, status, headers });
}
