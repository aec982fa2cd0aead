"use client";

import clsx from "clsx";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ComponentType, ReactNode } from "react";
import {
  GearIcon,
  HelpIcon,
  HomeIcon,
  ListIcon,
  PinIcon,
  PlugIcon,
  ReceiptIcon,
  StoreIcon,
} from "@/components/ui/icons";
import { LinkPending } from "./page-frame";

type Page = { href: string; label: string };
/** `pages` are the section's own: shown while somebody is in it. */
type Section = Page & { icon: ComponentType; pages?: Page[] };

const sections: Section[] = [
  { href: "/", label: "Home", icon: HomeIcon },
  {
    href: "/orders",
    label: "Orders",
    icon: ReceiptIcon,
    pages: [{ href: "/orders/reconciliation", label: "Reconciliation" }],
  },
  { href: "/channels", label: "Channels", icon: StoreIcon },
  {
    href: "/lightspeed",
    label: "Lightspeed",
    icon: PlugIcon,
    // In this order: Webhooks, Menus, Items, Availability, Floor plans, Reports.
    pages: [
      { href: "/lightspeed/webhooks", label: "Webhooks" },
      { href: "/lightspeed/items", label: "Items" },
      { href: "/lightspeed/menus", label: "Menus" },
      { href: "/lightspeed/availability", label: "Availability" },
      { href: "/lightspeed/floor-plans", label: "Floor plans" },
      { href: "/lightspeed/reports", label: "Reports" },
    ],
  },
  { href: "/settings/locations", label: "Locations", icon: PinIcon },
  {
    href: "/settings/payments",
    label: "Settings",
    icon: GearIcon,
    // In this order: Payments, Billing, Brand, Notifications, Guest data, Team.
    pages: [
      { href: "/settings/payments", label: "Payments" },
      { href: "/settings/billing", label: "Billing" },
      { href: "/settings/brand", label: "Brand" },
      { href: "/settings/notifications", label: "Notifications" },
      { href: "/settings/guests", label: "Guest data" },
      { href: "/settings/team", label: "Team" },
    ],
  },
  { href: "/setup", label: "Guided setup", icon: ListIcon },
  { href: "/help", label: "Help", icon: HelpIcon },
];

const isWithin = (path: string, { href }: Page) =>
  href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);

export function Navigation() {
  const path = usePathname();
  return (
    <ul className="grid gap-0.5">
      {sections.map((section) => {
        const { icon: Icon, pages = [] } = section;
        const inner = pages.find((page) => isWithin(path, page));
        const within = inner !== undefined || isWithin(path, section);
        return (
          <li key={section.href}>
            <Entry page={section} current={within && !inner} within={within}>
              <Icon />
            </Entry>
            {within && pages.length > 0 && (
              <ul className="mt-0.5 mb-1 ml-4.5 grid gap-0.5 border-l pl-2">
                {pages.map((page) => (
                  <li key={page.href}>
                    <Entry page={page} current={page === inner} />
                  </li>
                ))}
              </ul>
            )}
          </li>
        );
      })}
    </ul>
  );
}

type EntryProps = { page: Page; current: boolean; within?: boolean; children?: ReactNode };

function Entry({ page: { href, label }, current, within = false, children }: EntryProps) {
  return (
    <Link
      href={href}
      // Every page is made anew for who asks, so fetched ahead there is nothing in it; and a page that is drawn again would ask for all of them again.
      prefetch={false}
      aria-current={current ? "page" : undefined}
      className={clsx(
        "flex h-8 items-center gap-2.5 rounded px-2.5 text-sm motion-safe:transition-colors max-sm:h-11",
        current ? "bg-hover font-medium text-ink forced-colors:underline" : "text-muted hover:bg-hover hover:text-ink",
        within && "text-ink [&>svg]:text-accent-ink",
      )}
    >
      {children}
      {label}
      <LinkPending />
    </Link>
  );
}
