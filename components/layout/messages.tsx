import Link from "next/link";
import type { ComponentType, ReactNode } from "react";
import { buttonClass } from "@/components/ui/button";

/** `Message` inside the back office, `MessagePage` outside of it. */
type Frame = ComponentType<{ title: string; children: ReactNode; actions: ReactNode }>;

const home = (
  <Link href="/" className={buttonClass({ variant: "primary" })}>
    Go to Home
  </Link>
);

export function NotFoundMessage({ frame: Frame }: { frame: Frame }) {
  return (
    <Frame title="This page does not exist" actions={home}>
      <p>The address may be mistyped, or what it showed was removed. Nothing has been changed.</p>
    </Frame>
  );
}

export function ForbiddenMessage({ frame: Frame }: { frame: Frame }) {
  return (
    <Frame title="This is not allowed" actions={home}>
      <p>Your role can look at everything, but not make this change. Nothing has been changed.</p>
      <p>Ask an owner to make it, or to give you another role.</p>
    </Frame>
  );
}
