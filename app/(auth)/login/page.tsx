import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { Alert } from "@/components/ui/alert";
import { ownPath } from "@/lib/auth/own-path";
import { currentActor } from "@/lib/auth/session";
import { LoginForm } from "./login-form";

export const metadata: Metadata = { title: "Sign in" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function LoginPage({ searchParams }: Props) {
  const { next, password, error, refused } = await searchParams;
  const path = ownPath(next);
  if (await currentActor()) redirect(path ?? "/");
  return (
    <>
      <h1 className="mt-8 font-semibold text-2xl">Sign in</h1>
      <p className="mt-1 mb-6 text-base text-muted">to the Upvendo back office</p>
      <div className="grid gap-4">
        {password === "changed" && (
          <Alert role="status" tone="positive">
            Your new password is set. Sign in with it.
          </Alert>
        )}
        {refused === "action" && error === undefined && (
          <Alert role="alert" tone="warning" title="You were signed out">
            Your session has ended, so what you just tried was not done and nothing was saved. Sign in and try again.
          </Alert>
        )}
        {error !== undefined && (
          <Alert role="alert" tone="negative">
            You are not signed in. Check your e-mail and password and try again.
          </Alert>
        )}
        <LoginForm next={path ?? "/"} />
        <p className="text-sm">
          <Link href="/reset-password" className="text-accent-ink underline underline-offset-2">
            Forgot your password?
          </Link>
        </p>
      </div>
    </>
  );
}
