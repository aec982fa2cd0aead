import clsx from "clsx";

/** Larger than in the back office: for thumbs, and for people who stand. */
export const guestButton = (variant: "primary" | "secondary" = "primary") =>
  clsx(
    "inline-flex min-h-11 cursor-pointer items-center justify-center gap-2 rounded-lg border px-4 font-medium text-base text-center",
    variant === "primary"
      ? "border-transparent bg-accent text-accent-on hover:bg-accent-hover"
      : "border-line-strong bg-surface text-ink hover:bg-hover",
  );
