"use client";

import { Button } from "./button";
import { CopyIcon } from "./icons";
import { showToast } from "./toast";

/** `describedBy`: the element that says what is copied, since every such button is called "Copy". */
export function CopyButton({ text, describedBy }: { text: string; describedBy?: string }) {
  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      showToast("Copied.");
    } catch {
      showToast("Your browser did not allow copying. Select the text and copy it yourself.", "negative");
    }
  }
  return (
    <Button size="sm" onClick={copy} aria-describedby={describedBy} data-needs-script="">
      <CopyIcon width="13" height="13" />
      Copy
    </Button>
  );
}
