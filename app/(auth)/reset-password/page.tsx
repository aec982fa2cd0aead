import type { Metadata } from "next";
import Link from "next/link";
import { ResetRequestForm } from "./reset-request-form";

export const metadata: Metadata = { title: "Choose a new password" };

export default function ResetPasswordPage() {
  return (
    <>
      <h1 className="mt-8 font-semibold text-2xl">Choose a new password</h1>
      <p className="mt-1 mb-6 text-base text-muted">We send you an e-mail with a link that works for 30 minutes.</p>
      <div className="grid gap-4">
        <ResetRequestForm />
        <p className="text-sm">
          <Link href="/login" className="text-accent-ink underline underline-offset-2">
            Back to sign in
          </Link>
        </p>
      </div>
    </>
  );
}
