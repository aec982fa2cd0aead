"use client";

import { useRouter } from "next/navigation";
import { startTransition } from "react";
import { ErrorMessage } from "@/components/layout/error-message";
import { MessagePage } from "@/components/layout/message-page";

type ErrorPageProps = { error: Error & { digest?: string }; reset: () => void };

export default function ErrorPage({ error, reset }: ErrorPageProps) {
  const router = useRouter();
  // Both: the page is asked for again, and only then is the failure forgotten.
  const retry = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  return <ErrorMessage frame={MessagePage} code={error.digest} retry={retry} />;
}
