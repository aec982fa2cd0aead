"use client";

import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { Select } from "@/components/ui/select";
import { SubmitButton } from "@/components/ui/submit-button";
import { TextLink } from "@/components/ui/text-link";
import type { ChannelsView, ChannelView } from "@/lib/channels/get-channels";
import { formatInstant } from "@/lib/format";
import { ChannelState, TillProof } from "./channel-state";

type ChannelCardProps = {
  location: ChannelsView["locations"][number];
  provider: ChannelsView["provider"];
  mayEdit: boolean;
  renderedAt: string;
  switchChannel: (locationId: string, channel: string, on: boolean) => Promise<void>;
  pause: (locationId: string, channel: string, form: FormData) => Promise<void>;
  resume: (locationId: string, channel: string) => Promise<void>;
  /** The one that links to a channel lead to. */
  first: boolean;
};

/** By which links name a channel's row. */
const anchors: Record<string, string> = { kiosk: "kiosk", online: "online", table_qr: "table", in_house: "in-house" };

/** What a location sells through. Every control is a form, so it works without script. */
export function ChannelCard({
  location,
  provider,
  mayEdit,
  renderedAt,
  switchChannel,
  pause,
  resume,
  first,
}: ChannelCardProps) {
  const { id, name, channels, region, readyAt, closed } = location;
  const selling = channels.filter(({ on, paused, blockedBy }) => on && !paused && blockedBy.length === 0);
  const sells = selling.length > 0;
  return (
    <Card
      id={`channels-${id}`}
      flush
      title={`Channels at ${name}`}
      description={
        (!mayEdit || sells) && (
          <>
            {!mayEdit && <p>Only owners and managers can change channels.</p>}
            {sells && (
              <p>
                <TillProof readyAt={readyAt} renderedAt={renderedAt} region={region} />
              </p>
            )}
            {closed && selling.some(keepsHours) && (
              <p>
                {closed.until
                  ? `Outside the opening hours: guests can order from ${formatInstant(closed.until, region)} on.`
                  : "It is open on no day: guests cannot order."}{" "}
                <TextLink href="/settings/locations">Opening hours</TextLink>
              </p>
            )}
          </>
        )
      }
    >
      <ul className="divide-y">
        {channels.map((channel) => (
          <li
            key={channel.channel}
            id={first ? anchors[channel.channel] : undefined}
            className="grid gap-2.5 px-4 py-3.5 sm:px-5"
          >
            <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
              <div className="min-w-0 flex-1 basis-40">
                <h3
                  id={first ? `${anchors[channel.channel]}-title` : undefined}
                  tabIndex={first ? -1 : undefined}
                  className="flex flex-wrap items-center gap-2 font-medium text-sm"
                >
                  {channel.label}{" "}
                  <ChannelState
                    channel={channel}
                    readyAt={readyAt}
                    closed={closed !== null && keepsHours(channel)}
                    renderedAt={renderedAt}
                  />
                </h3>
                <p className="mt-0.5 text-muted text-xs">{factsOf(channel, provider)}</p>
                <WhereGuestsOrder channel={channel.channel} place={name} />
              </div>
              {mayEdit && (
                <div className="flex flex-wrap gap-2">
                  {channel.paused && channel.on && (
                    <form action={resume.bind(null, id, channel.channel)}>
                      <SubmitButton variant="secondary" size="sm" aria-label={`Resume ${channel.label} at ${name}`}>
                        Resume
                      </SubmitButton>
                    </form>
                  )}
                  <form action={switchChannel.bind(null, id, channel.channel, !channel.on)}>
                    <SubmitButton
                      variant={channel.on ? "secondary" : "primary"}
                      size="sm"
                      aria-label={`Switch ${channel.label} at ${name} ${channel.on ? "off" : "on"}`}
                    >
                      Switch {channel.on ? "off" : "on"}
                    </SubmitButton>
                  </form>
                </div>
              )}
            </div>
            {channel.on && channel.paused && (
              <p className="text-sm">
                {channel.paused.by === "person" ? "Paused by your team: " : "Paused by Upvendo: "}
                {channel.paused.reason}
                {channel.paused.until && ` (until ${formatInstant(channel.paused.until, region)})`}
              </p>
            )}
            {channel.blockedBy.length > 0 && (
              <ul className="grid gap-1 text-sm" aria-label={`What stops ${channel.label} at ${name}`}>
                {channel.blockedBy.map(({ code, message, remedy, href }) => (
                  <li key={code}>
                    {message} <TextLink href={href}>{remedy}</TextLink>
                  </li>
                ))}
              </ul>
            )}
            {mayEdit && channel.on && !channel.paused && (
              <PauseForm
                id={`${channel.channel}-${id}`}
                label={`${channel.label} at ${name}`}
                action={pause.bind(null, id, channel.channel)}
              />
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Staff may sell at any hour. */
const keepsHours = ({ channel }: ChannelView) => channel !== "in_house";

function factsOf({ channel, profiles }: ChannelView, provider: ChannelsView["provider"]): string {
  const prices =
    profiles.length > 0
      ? `Order ${profiles.length === 1 ? "profile" : "profiles"} ${profiles.join(", ")}`
      : "No order profile chosen";
  if (channel !== "in_house") return prices;
  return `Provider: ${provider === "lightspeed" ? "Lightspeed" : "none"}. ${prices}`;
}

const doors: Partial<Record<ChannelView["channel"], { href: string; text: string }>> = {
  online: { href: "/channels/links", text: "Address of the guest page" },
  kiosk: { href: "/channels/links", text: "Link that opens a kiosk" },
  table_qr: { href: "/channels/tables", text: "Table codes to print" },
};

/** Where to find what guests open or scan. */
function WhereGuestsOrder({ channel, place }: { channel: ChannelView["channel"]; place: string }) {
  const door = doors[channel];
  return (
    door && (
      <p className="mt-1 text-xs">
        <TextLink href={door.href}>
          {door.text}
          <span className="sr-only"> of {place}</span>
        </TextLink>
      </p>
    )
  );
}

function PauseForm({ id, label, action }: { id: string; label: string; action: (form: FormData) => Promise<void> }) {
  return (
    <details className="text-sm">
      <summary className="w-fit cursor-pointer text-muted hover:text-ink" aria-label={`Pause ${label}`}>
        Pause…
      </summary>
      <form action={action} className="mt-2 grid gap-3 sm:grid-cols-[1fr_12rem_auto] sm:items-end">
        <Field id={`reason-${id}`} label="Reason">
          {(control) => <Input {...control} name="reason" maxLength={200} autoComplete="off" />}
        </Field>
        <Field id={`minutes-${id}`} label="For how long">
          {(control) => (
            <Select {...control} name="minutes" defaultValue="30">
              <option value="15">15 minutes</option>
              <option value="30">30 minutes</option>
              <option value="60">An hour</option>
              <option value="240">Four hours</option>
              <option value="">Until somebody resumes it</option>
            </Select>
          )}
        </Field>
        <SubmitButton variant="secondary" aria-label={`Pause ${label} now`}>
          Pause
        </SubmitButton>
      </form>
    </details>
  );
}
