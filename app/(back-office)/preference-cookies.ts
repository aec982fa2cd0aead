import { getEnv } from "@/lib/env";

/** Of each user's own: two people at one computer do not move each other's choice. */
export const locationCookie = (userId: string) => `upvendo-location-${userId}`;

const A_YEAR_S = 365 * 24 * 60 * 60;

export const preferenceFlags = () =>
  ({
    httpOnly: true,
    sameSite: "lax",
    path: "/",
    maxAge: A_YEAR_S,
    secure: getEnv().APP_URL.startsWith("https:"),
  }) as const;
