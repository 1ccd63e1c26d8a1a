/** The words a rule without an id is known by: those it begins with, in bold or in the first cell of its row. */

/** Text as it is read: without the marks of Markdown. */
export const plain = (text: string): string =>
  text
    .replace(/\*\*|`|✱/g, '')
    .replace(/\s+/g, ' ')
    .trim();

const BOLD = /^\*\*([^*]+?)[.:]?\*\*/;

/** Where the first thought of a cell ends. */
const END = /\s*(?:[([→|·]|\s[–—/]\s|[,;:](?=\s|$)|$)/;

/** The bold words that `text` begins with; undefined when it begins otherwise. */
export function boldLead(text: string): string | undefined {
  const bold = BOLD.exec(text)?.[1];
  return bold === undefined ? undefined : plain(bold);
}

/** What the first cell of a row says before it goes into detail. */
export function cellLead(text: string): string {
  const words = plain(text);
  return words.slice(0, END.exec(words)?.index).trim();
}
