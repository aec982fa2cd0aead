import clsx from "clsx";
import type { ReactNode } from "react";
import type { Tone } from "./badge";
import { AlertIcon, CheckIcon, InfoIcon } from "./icons";

const looks: Record<Tone, string> = {
  positive: "border-positive-line bg-positive-soft [&>svg]:text-positive-ink",
  warning: "border-warning-line bg-warning-soft [&>svg]:text-warning-ink",
  negative: "border-negative-line bg-negative-soft [&>svg]:text-negative-ink",
  neutral: "border-line bg-sunken [&>svg]:text-muted",
};

const icons = { positive: CheckIcon, warning: AlertIcon, negative: AlertIcon, neutral: InfoIcon };

type AlertProps = {
  tone?: Tone;
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** Only for what appears in answer to something the person did. */
  role?: "alert" | "status";
};

export function Alert({ tone = "neutral", title, children, actions, role }: AlertProps) {
  const Icon = icons[tone];
  return (
    <div role={role} className={clsx("flex gap-2.5 rounded-lg border px-3.5 py-3 text-sm", looks[tone])}>
      <Icon className="mt-0.5 shrink-0" />
      <div className="flex min-w-0 flex-1 flex-wrap items-center justify-between gap-x-4 gap-y-2.5">
        <div className="min-w-0 flex-1 basis-64">
          {title && <p className={children ? "font-semibold" : "font-medium"}>{title}</p>}
          {children && <div className="text-pretty [overflow-wrap:anywhere]">{children}</div>}
        </div>
        {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  );
}
