"use client";

import { ErrorMessage } from "@/components/layout/error-message";
import { MessagePage } from "@/components/layout/message-page";
import "./globals.css";

type GlobalErrorProps = { error: Error & { digest?: string }; reset: () => void };

/** Stands in for the root layout as well, so it brings its own document. */
export default function GlobalError({ error, reset }: GlobalErrorProps) {
  return (
    <html lang="en">
      <head>
        <title>Something went wrong · Upvendo</title>
      </head>
      <body>
        <ErrorMessage frame={MessagePage} code={error.digest} retry={reset} />
      </body>
    </html>
  );
}
