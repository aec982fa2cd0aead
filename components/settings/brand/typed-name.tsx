"use client";

import { createContext, type ReactNode, use, useState } from "react";

const TypedName = createContext<{ typed: string; type: (name: string) => void }>({ typed: "", type: () => {} });

/** Around the form and the preview, so that the one's name reaches the other while it is typed. */
export function TypedNameProvider({ children }: { children: ReactNode }) {
  const [typed, type] = useState("");
  return <TypedName value={{ typed, type }}>{children}</TypedName>;
}

export const useTypeName = () => use(TypedName).type;

/** The name as it is being typed, else the saved one. */
export function PreviewName({ saved }: { saved: string }) {
  return use(TypedName).typed.trim() || saved;
}
