import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { SubmitButton } from "@/components/ui/submit-button";
import type { BrandView } from "@/lib/brand/get-brand";

type LogoCardProps = {
  logo: BrandView["logo"];
  name: string;
  /** Takes the file; a plain form, so it works without script. Null for whoever may only look. */
  upload: string | null;
  remove: () => Promise<void>;
  /** Why the last one was not taken. */
  failure: string | null;
};

export function LogoCard({ logo, name, upload, remove, failure }: LogoCardProps) {
  return (
    <Card
      id="logo"
      title="Logo"
      description={upload ? "Guests see it beside the name." : "Only owners and managers can change the brand."}
      actions={
        logo &&
        upload && (
          <form action={remove}>
            <SubmitButton variant="secondary">Remove logo</SubmitButton>
          </form>
        )
      }
    >
      <div className="grid gap-4">
        {failure && <Alert tone="negative" role="alert" title={failure} />}
        {logo ? (
          <div className="justify-self-start rounded border bg-sunken p-3">
            {/* biome-ignore lint/performance/noImgElement: our own address, already drawn in the right size */}
            <img
              src={logo.url}
              width={logo.width}
              height={logo.height}
              alt={`Logo of ${name}`}
              className="max-h-20 w-auto max-w-full"
            />
          </div>
        ) : (
          <p className="text-sm">No logo yet. The name stands alone.</p>
        )}
        {upload && (
          <form action={upload} method="post" encType="multipart/form-data" className="grid gap-4">
            <Field
              id="logo-file"
              label={logo ? "Another logo" : "Logo file"}
              hint="JPEG, PNG or WebP, up to 2 MB, at least 32 pixels each way, at most 16 million in all. It is drawn anew, at most 640 × 320 pixels."
            >
              {(control) => (
                <input
                  {...control}
                  type="file"
                  name="logo"
                  accept="image/jpeg,image/png,image/webp"
                  className="w-full text-sm file:mr-3 file:rounded file:border file:border-line-strong file:bg-surface file:px-3 file:py-1.5 file:font-medium file:text-ink"
                />
              )}
            </Field>
            <div>
              <Button type="submit">Upload</Button>
            </div>
          </form>
        )}
      </div>
    </Card>
  );
}
