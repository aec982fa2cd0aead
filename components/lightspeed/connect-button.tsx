"use client";

import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { showToast } from "@/components/ui/toast";
import { useAction } from "@/components/ui/use-action";
import type { ActionResult } from "@/lib/result";

type ConnectButtonProps = {
  label: "Connect with Lightspeed" | "Reconnect";
  variant?: "primary" | "secondary";
  start: () => Promise<ActionResult<{ url: string }>>;
};

/** Sends the browser to Lightspeed's sign-in. */
export function ConnectButton({ label, variant = "primary", start }: ConnectButtonProps) {
  const { run, pending, failure } = useAction(() => start());
  const [leaving, setLeaving] = useState(false);

  useEffect(() => {
    // Back from Lightspeed with the browser's Back button, the page is shown as it was left.
    const comeBack = () => setLeaving(false);
    window.addEventListener("pageshow", comeBack);
    return () => window.removeEventListener("pageshow", comeBack);
  }, []);

  useEffect(() => {
    if (failure) showToast(failure, "negative");
  }, [failure]);

  const go = ({ url }: { url: string }) => {
    setLeaving(true);
    window.location.assign(url);
  };
  return (
    <Button variant={variant} pending={pending || leaving} onClick={() => run(undefined, go)}>
      {label}
    </Button>
  );
}
