import clsx from "clsx";

type PictureProps = {
  src: string;
  /** Empty where the name stands beside it. */
  alt: string;
  width: number;
  height: number;
  /** With a width and a height or a ratio, so that nothing moves when the picture comes or does not. */
  className: string;
  lazy?: boolean;
};

/** One that cannot be shown keeps its place and its words: `.picture` in app/globals.css, since guests' pages have little script. */
export function Picture({ src, alt, width, height, className, lazy = false }: PictureProps) {
  return (
    // biome-ignore lint/performance/noImgElement: from our own routes, drawn in the right size already
    <img
      src={src}
      alt={alt}
      width={width}
      height={height}
      loading={lazy ? "lazy" : undefined}
      decoding={lazy ? "async" : undefined}
      className={clsx("picture", className)}
    />
  );
}
