import type { NextRequest, NextResponse } from "next/server";
import { answerAuthRequest } from "@/lib/auth/endpoint";
import { authNeeds } from "@/lib/auth/needs";
import { getEnv } from "@/lib/env";

type Context = { params: Promise<{ nextauth: string[] }> };

async function handle(request: NextRequest, { params }: Context): Promise<NextResponse> {
  const { APP_URL: appUrl, AUTH_SECRET: secret } = getEnv();
  return answerAuthRequest({ appUrl, secret, needs: authNeeds() }, request, (await params).nextauth);
}

export { handle as GET, handle as POST };
