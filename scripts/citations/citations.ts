/**
 * Finds where the source cites a published specification, and which citations the compliance catalogue does not
 * know. The project's own requirements are looked up by requirement-citations.ts.
 */

import { isProduct, lineAt } from '../sources/sources.ts';
import type { Text } from '../sources/texts.ts';

export type Citation = { readonly place: string; readonly document: string; readonly section: string };

/** Long names in use → the name the catalogue has. */
const DOCUMENTS: readonly (readonly [RegExp, string])[] = [
  [/(RFC \d+(?:bis)?)$/, '$1'],
  [/Unmet Authentication Requirements$/, 'Unmet Authentication Requirements'],
  [/(?:OpenID Connect )?(Core|Discovery)(?: 1\.0)?$/, '$1'],
  [
    /(?:OpenID Connect )?((?:RP-Initiated|Back-Channel|Front-Channel) Logout|Session Management|Registration)(?: 1\.0)?$/,
    '$1',
  ],
  [/Multiple Response Types?(?: Encoding Practices)?$/, 'Multiple Response Types'],
  [/Form Post(?: Response Mode)?$/, 'Form Post'],
  [/\b(CIMD)$/, '$1'],
  [/(PostgreSQL manual)$/, '$1'],
  [/((?:[A-Z][\w.+-]* )*[A-Z0-9][\w.+-]*)$/, '$1'],
];

/** The document named last in `text`, by its name in the catalogue. */
export function documentBefore(text: string): string | undefined {
  for (const [pattern, name] of DOCUMENTS) {
    const match = pattern.exec(text);
    if (match !== null) return name.replace('$1', match[1] ?? '');
  }
  return undefined;
}

/** Between two sections of one document: `§4.1, §5.2` and `§3–4`. */
const CONTINUES = /^\s*(?:,|and|or|–|-|\/|;)?\s*$/;

/** Characters before a section that its document is looked for in. */
const LONGEST_NAME = 200;

/** Every `§` of a text with the document it belongs to; `document` is empty when none is named. */
export function citationsOf(source: Text): readonly Citation[] {
  const citations: Citation[] = [];
  let previous = { document: '', end: 0 };
  for (const match of source.text.matchAll(/§\s?([0-9A-Z]+(?:\.[0-9A-Za-z]+)*)/g)) {
    const before = source.text
      .slice(Math.max(0, match.index - LONGEST_NAME), match.index)
      .replace(/\s*\n\s*(?:\*|\/\/)?\s*/g, ' ')
      .trimEnd();
    const between = source.text.slice(previous.end, match.index);
    const document = documentBefore(before) ?? (CONTINUES.test(between) ? previous.document : '');
    citations.push({
      place: `${source.path}:${lineAt(source, match.index)}`,
      document,
      section: match[1] ?? '',
    });
    previous = { document, end: match.index + match[0].length };
  }
  return citations;
}

/** A catalogue id stands for a section, or for one sentence of it: `RFC 6749 §4.1.2` or `RFC 6749 §4.1.2 (2)`. */
function resolves(citation: string, ids: readonly string[]): boolean {
  return ids.some(
    (id) => id === citation || (id.startsWith(citation) && /^[^0-9A-Za-z.]/.test(id.slice(citation.length))),
  );
}

/** Citations that no entry of the catalogue answers, and sections of no document at all. */
export function unresolvedCitations(sources: readonly Text[], ids: readonly string[]): readonly string[] {
  return sources
    .filter(({ path }) => isProduct(path) && !path.startsWith('packages/compliance/src/catalogue/'))
    .flatMap(citationsOf)
    .filter(({ document, section }) => document === '' || !resolves(`${document} §${section}`, ids))
    .map(({ place, document, section }) => `${place}: ${document || 'no document named before'} §${section}`);
}
