export function Brand() {
  return (
    <span className="inline-flex items-center gap-2 font-semibold text-base tracking-tight">
      <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
        <rect width="20" height="20" rx="5" className="fill-accent" />
        <path
          d="M6 5.5v5a4 4 0 0 0 8 0v-5"
          fill="none"
          className="stroke-accent-on"
          strokeWidth="2"
          strokeLinecap="round"
        />
      </svg>
      Upvendo
    </span>
  );
}
