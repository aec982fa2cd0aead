export const dynamic = "force-dynamic";

/** Touches nothing: a database that is away is no reason to restart the process. */
export function GET(): Response {
  return Response.json({ status: "live" });
}
