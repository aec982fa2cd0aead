"use client";

import { type ChangeEvent, useEffect, useState } from "react";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import type { PictureRules } from "@/lib/lightspeed/items/rich-types";

type PictureFormProps = {
  /** Takes the file; a plain form, so it works without script. */
  action: string;
  rules: PictureRules;
  /** Why the last one was not taken. */
  failure: string | null;
};

const MOST_BYTES = 8 * 1024 * 1024;
const types = ["image/jpeg", "image/png", "image/webp"];
const anchors = [
  { value: "start", words: "Keep the left or top", align: "Min" },
  { value: "middle", words: "Keep the middle", align: "Mid" },
  { value: "end", words: "Keep the right or bottom", align: "Max" },
];

type Chosen = { url: string; width: number; height: number };

/** Says before anything is sent what Lightspeed would refuse, and shows what is cut off. */
export function PictureForm({ action, rules, failure }: PictureFormProps) {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const [anchor, setAnchor] = useState("middle");
  const [sending, setSending] = useState(false);

  useEffect(() => () => URL.revokeObjectURL(chosen?.url ?? ""), [chosen]);

  async function choose(event: ChangeEvent<HTMLInputElement>) {
    const file = event.currentTarget.files?.[0];
    setChosen(null);
    setFault(null);
    if (!file) return;
    if (!types.includes(file.type)) return setFault("Choose a JPEG, PNG or WebP picture.");
    if (file.size > MOST_BYTES) return setFault("The file is larger than 8 MB. Save it smaller and try again.");
    const url = URL.createObjectURL(file);
    const image = new Image();
    image.src = url;
    const read = await image.decode().then(
      () => true,
      () => false,
    );
    if (!read) return setFault("This file cannot be read as a picture.");
    setChosen({ url, width: image.naturalWidth, height: image.naturalHeight });
    setFault(tooSmall({ width: image.naturalWidth, height: image.naturalHeight }, rules));
  }

  const { minWidth, minHeight, ratio } = rules;
  return (
    <form
      action={action}
      method="post"
      encType="multipart/form-data"
      onSubmit={() => setSending(true)}
      className="grid gap-4"
    >
      {failure && <Alert tone="negative" role="alert" title={failure} />}
      <Field
        id="picture-file"
        label="New picture"
        hint={`JPEG, PNG or WebP, up to 8 MB, at least ${minWidth} × ${minHeight} pixels${ratio === null ? "" : `; cut to ${shape(ratio)}`}.`}
        error={fault ?? undefined}
      >
        {(control) => (
          <input
            {...control}
            type="file"
            name="picture"
            accept={types.join(",")}
            onChange={choose}
            className="w-full text-sm file:mr-3 file:rounded file:border file:border-line-strong file:bg-surface file:px-3 file:py-1.5 file:font-medium file:text-ink"
          />
        )}
      </Field>
      {ratio !== null && (
        <fieldset className="flex flex-wrap gap-x-4 gap-y-1.5">
          <legend className="mb-1 font-medium text-sm">When it is cut to shape</legend>
          {anchors.map(({ value, words }) => (
            <label key={value} className="inline-flex items-center gap-2 text-sm max-sm:min-h-10">
              <input
                type="radio"
                name="anchor"
                value={value}
                checked={anchor === value}
                onChange={() => setAnchor(value)}
                className="size-4 accent-accent"
              />
              {words}
            </label>
          ))}
        </fieldset>
      )}
      {chosen && <Preview chosen={chosen} ratio={ratio} anchor={anchor} />}
      <div>
        <Button type="submit" variant="primary" pending={sending} disabled={fault !== null}>
          Send to Lightspeed
        </Button>
      </div>
    </form>
  );
}

/** As it will be: the same cut that the server makes. */
function Preview({
  chosen: { url, width, height },
  ratio,
  anchor,
}: {
  chosen: Chosen;
  ratio: number | null;
  anchor: string;
}) {
  const shown = ratio ?? width / height;
  const align = anchors.find(({ value }) => value === anchor)?.align ?? "Mid";
  return (
    <figure className="grid gap-1.5">
      <svg
        viewBox={`0 0 ${shown * 100} 100`}
        role="img"
        aria-label="How the picture will be cut"
        className="max-h-60 w-auto max-w-full justify-self-start rounded border"
      >
        <image href={url} width={shown * 100} height="100" preserveAspectRatio={`x${align}Y${align} slice`} />
      </svg>
      <figcaption className="text-muted text-xs">
        {width} × {height} pixels{ratio === null ? "" : `, cut to ${shape(ratio)}`}
      </figcaption>
    </figure>
  );
}

function tooSmall({ width, height }: { width: number; height: number }, { minWidth, minHeight, ratio }: PictureRules) {
  const wide = ratio !== null && width / height > ratio;
  const cutWidth = wide ? Math.round(height * (ratio ?? 1)) : width;
  const cutHeight = ratio !== null && !wide ? Math.round(width / ratio) : height;
  if (cutWidth >= minWidth && cutHeight >= minHeight) return null;
  return `The picture is too small: ${ratio === null ? "it has" : "cut to shape it has"} ${cutWidth} × ${cutHeight} pixels, and Lightspeed wants at least ${minWidth} × ${minHeight}.`;
}

const shape = (ratio: number) => (ratio === 1 ? "a square" : `${Math.round(ratio * 100) / 100} times as wide as high`);
