"use client";

import clsx from "clsx";
import Link, { useLinkStatus } from "next/link";
import type { KeyboardEvent, ReactNode } from "react";
import { Spinner } from "./spinner";

export type TabItem = { id: string; label: string; href: string };

/** Links, so they work before and without script; the arrow keys move between them. */
export function Tabs({ label, tabs, current }: { label: string; tabs: TabItem[]; current: string }) {
  return (
    <div role="tablist" aria-label={label} onKeyDown={moveFocus} className="-mb-px flex flex-wrap gap-x-5 px-0.5">
      {tabs.map((tab) => {
        const selected = tab.id === current;
        return (
          <Link
            key={tab.id}
            id={`tab-${tab.id}`}
            role="tab"
            href={tab.href}
            prefetch={false}
            aria-selected={selected}
            aria-controls={selected ? `panel-${tab.id}` : undefined}
            className={clsx(
              "-outline-offset-2 inline-flex items-center gap-1.5 whitespace-nowrap border-b-2 px-0.5 py-2.5 font-medium text-sm motion-safe:transition-colors",
              selected
                ? "border-accent text-ink forced-colors:border-[color:Highlight]"
                : "border-transparent text-muted forced-colors:border-[color:Canvas] hover:border-line-strong hover:text-ink",
            )}
          >
            {tab.label}
            <TabPending />
          </Link>
        );
      })}
    </div>
  );
}

function TabPending() {
  const { pending } = useLinkStatus();
  return pending && <Spinner />;
}

export function TabPanel({ id, children }: { id: string; children: ReactNode }) {
  return (
    <div
      role="tabpanel"
      id={`panel-${id}`}
      aria-labelledby={`tab-${id}`}
      className="grid grid-cols-[minmax(0,1fr)] gap-5"
    >
      {children}
    </div>
  );
}

function moveFocus(event: KeyboardEvent<HTMLElement>) {
  const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')];
  const at = tabs.indexOf(event.target as HTMLElement);
  const places: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 };
  const place = places[event.key];
  if (event.key === " ") (event.target as HTMLElement).click();
  else if (place !== undefined) tabs.at(place % tabs.length)?.focus();
  else return;
  event.preventDefault();
}
