import clsx from "clsx";
import { Card } from "@/components/ui/card";
import type { BrandView } from "@/lib/brand/get-brand";
import { PreviewName } from "./typed-name";

const views = [
  { title: "Kiosk", place: "Order here", button: "Start your order", wide: true },
  { title: "Online", place: "Takeaway", button: "View order", wide: false },
  { title: "Table", place: "Table 12", button: "Order to the table", wide: false },
];

type BrandPreviewProps = { brand: BrandView; price: string };

/** The three ways in which guests meet the brand, in its colours; the form beside it changes name and colours while somebody types. */
export function BrandPreview({ brand: { name, logo, styleUrl }, price }: BrandPreviewProps) {
  return (
    <Card id="preview" title="Preview" description="Dishes and prices are examples.">
      {/* The policy allows no style of a page's own, so the colours come as a stylesheet. */}
      <link rel="stylesheet" href={styleUrl} />
      <ul className="grid gap-4 sm:grid-cols-2">
        {views.map(({ title, place, button, wide }) => (
          <li key={title} className={clsx("min-w-0", wide && "sm:col-span-2")}>
            <h3 className="mb-1 text-muted text-xs">{title}</h3>
            <div className="grid gap-3 rounded-lg border border-line-strong bg-(--brand-ground) p-4 text-(--brand-ink)">
              <div className="flex min-w-0 items-center gap-3">
                {logo && (
                  // biome-ignore lint/performance/noImgElement: our own address, already drawn in the right size
                  <img
                    src={logo.url}
                    width={logo.width}
                    height={logo.height}
                    alt=""
                    className="h-8 w-auto max-w-28 object-contain"
                  />
                )}
                <span className={clsx("min-w-0 font-semibold [overflow-wrap:anywhere]", wide ? "text-xl" : "text-lg")}>
                  <PreviewName saved={name} />
                </span>
              </div>
              <p className="text-sm">{place}</p>
              <div className="flex justify-between gap-3 border-(--brand-ink) border-t pt-2 text-sm tabular-nums">
                <span>Soup of the day</span>
                <span>{price}</span>
              </div>
              <span className="justify-self-start rounded bg-(--brand-accent) px-3 py-1.5 font-medium text-(--brand-on-accent) text-sm">
                {button}
              </span>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
