"use client";

import type { ComponentType, ReactNode } from "react";
import { Button, buttonClass } from "@/components/ui/button";

type ErrorMessageProps = {
  frame: ComponentType<{ title: string; children: ReactNode; actions: ReactNode }>;
  /** Finds the failure in the log; says nothing about it. */
  code: string | undefined;
  retry: () => void;
};

export function ErrorMessage({ frame: Frame, code, retry }: ErrorMessageProps) {
  const actions = (
    <>
      <Button variant="primary" onClick={retry}>
        Try again
      </Button>
      {/* A plain link: whatever failed may have taken the navigation between pages with it. */}
      <a href="/" className={buttonClass()}>
        Go to Home
      </a>
    </>
  );
  return (
    <Frame title="Something went wrong on our side" actions={actions}>
      <p>This page could not be shown. Your data is safe; if you were saving something, check whether it arrived.</p>
      {code && (
        <p className="text-sm">
          If it happens again, tell support this code: <code className="font-mono text-ink">{code}</code>
        </p>
      )}
    </Frame>
  );
}
