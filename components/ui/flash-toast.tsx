"use client";

import { useEffect } from "react";
import { showToast } from "./toast";

/** Says what the page before this one did, once: the query parameter that carried it is taken out of the address. */
export function FlashToast({ message, param }: { message: string; param: string }) {
  useEffect(() => {
    const address = new URL(window.location.href);
    if (!address.searchParams.has(param)) return;
    address.searchParams.delete(param);
    window.history.replaceState(window.history.state, "", address);
    showToast(message);
  }, [message, param]);
  return <noscript>{message}</noscript>;
}
