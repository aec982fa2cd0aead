const unstorable = /[\0\ud800-\udfff]/;

/** U+0000 and halves of a character may come in from outside and fit into no database column: they become U+FFFD, as a browser shows them. */
export const storableText = (text: string): string =>
  unstorable.test(text) ? text.replaceAll("\0", "\ufffd").replace(/\p{Cs}/gu, "\ufffd") : text;
