"use client";

import { type FormEvent, type ReactNode, useEffect, useRef } from "react";

type FollowAnswersProps = {
  /** Changes when another question, stop or step is next. */
  place: string;
  children: ReactNode;
};

/** The button that was pressed goes with its question: the focus goes on to the heading of what is next, and only after an answer. */
export function FollowAnswers({ place, children }: FollowAnswersProps) {
  const answered = useRef(false);

  useEffect(() => {
    if (place === "" || !answered.current) return;
    answered.current = false;
    const at = document.activeElement;
    if (!at || at === document.body || at.closest("#emily, #answers")) document.getElementById("emily-title")?.focus();
  }, [place]);

  function note({ target }: FormEvent) {
    if (target instanceof Element && target.closest("#emily, #answers")) answered.current = true;
  }

  return (
    <div className="grid gap-5" onSubmit={note}>
      {children}
    </div>
  );
}
