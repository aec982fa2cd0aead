/** For guests: the page that everybody else gets leads to the back office. */
export default function GuestNotFound() {
  return (
    <main className="mx-auto grid w-full max-w-2xl gap-4 px-4 py-16">
      <h1 className="font-semibold text-2xl">There is nothing to order here</h1>
      <p className="text-base text-muted">
        The address may be mistyped, or the restaurant takes no orders here any more. Scan the code on your table again,
        or ask the staff.
      </p>
    </main>
  );
}
