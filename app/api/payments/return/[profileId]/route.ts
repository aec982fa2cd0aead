import { NextResponse } from "next/server";
import { getEnv } from "@/lib/env";
import { findReturn } from "@/lib/payments/find-return";
import { services } from "@/lib/services";

export const dynamic = "force-dynamic";

type Context = { params: Promise<{ profileId: string }> };

/** Where Viva Wallet's payment source sends guests, paid or not (`s` is the order code). The page behind reads the outcome itself. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const target = await findReturn(services(), {
    profileId: (await params).profileId,
    orderCode: searchParams.get("s"),
  });
  if (!target) return NextResponse.redirect(new URL("/", getEnv().APP_URL), 303);
  return NextResponse.redirect(target, { status: 303, headers: { "referrer-policy": "no-referrer" } });
}
