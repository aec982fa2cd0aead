import type { Metadata } from "next";
import Link from "next/link";
import { NewPasswordForm } from "./new-password-form";

export const metadata: Metadata = { title: "Choose a new password" };

type Props = {
  params: Promise<{ token: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

// Shown for every link: whether it still works is only said when it is used, and then it is used up.
export default async function NewPasswordPage({ params, searchParams }: Props) {
  const [{ token }, { invited }] = await Promise.all([params, searchParams]);
  return (
    <>
      <h1 className="mt-8 font-semibold text-2xl">{invited ? "Welcome to Upvendo" : "Choose a new password"}</h1>
      <p className="mt-1 mb-6 text-base text-muted">
        {invited
          ? "Choose a password, then sign in with the e-mail that the invitation came to."
          : "You will be signed out everywhere and sign in with the new one."}
      </p>
      <div className="grid gap-4">
        <NewPasswordForm token={token} />
        <p className="text-sm">
          <Link href="/reset-password" className="text-accent-ink underline underline-offset-2">
            Ask for a new link
          </Link>
        </p>
      </div>
    </>
  );
}
