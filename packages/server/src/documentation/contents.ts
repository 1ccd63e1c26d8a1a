/** Owns which pages the documentation has, in which order, and where their text is. */

import { configurationPage, configurationTables } from '../config/documentation.ts';
import type { DocumentationGroup, DocumentationPage, Locale, PlainKey } from '../pages/index.ts';
import { shippedText } from '../shipped/shipped.ts';

/** In the order they are read in (product.md D-1). */
const order = [
  { label: 'docs_group_start', slugs: ['getting-started'] },
  { label: 'docs_group_flows', slugs: ['auth-code-flow', 'device-flow', 'client-credentials', 'oidc'] },
  {
    label: 'docs_group_tokens',
    slugs: ['jwt-verification', 'tokens', 'errors', 'mcp', 'sender-constraint', 'consent-and-grants'],
  },
  {
    label: 'docs_group_server',
    slugs: ['management-api', 'external-auth', 'self-hosting', 'configuration'],
  },
] as const satisfies readonly { readonly label: PlainKey; readonly slugs: readonly string[] }[];

type Slug = (typeof order)[number]['slugs'][number];

export const slugs: readonly Slug[] = order.flatMap((group) => group.slugs);

/** The languages that pages are written in; others show English. */
export type WrittenLanguage = 'en' | 'zh-TW';

export const writtenLanguage = (locale: Locale): WrittenLanguage => (locale === 'zh-TW' ? 'zh-TW' : 'en');

export type Contents = {
  page(language: WrittenLanguage, slug: Slug): DocumentationPage;
  groups(language: WrittenLanguage): readonly DocumentationGroup[];
};

type Parse = (markdown: string) => DocumentationPage;

/** Every page is read when somebody first asks for its language, and kept: their number is fixed. */
export function contentsBy(parse: Parse): Contents {
  const read = new Map<WrittenLanguage, ReadonlyMap<Slug, DocumentationPage>>();
  const pagesIn = (language: WrittenLanguage): ReadonlyMap<Slug, DocumentationPage> => {
    const known =
      read.get(language) ?? new Map(slugs.map((slug) => [slug, parse(markdownOf(language, slug))]));
    read.set(language, known);
    return known;
  };
  const page: Contents['page'] = (language, slug) => {
    const found = pagesIn(language).get(slug);
    if (found === undefined) throw new Error(`no page ${slug}`);
    return found;
  };
  const groups: Contents['groups'] = (language) =>
    order.map(({ label, slugs }) => ({
      label,
      places: slugs.map((slug) => ({ slug, title: page(language, slug).title })),
    }));
  return { page, groups };
}

/** The text of a page; that of the settings is written from their schema (operations.md K-4). */
export function markdownOf(language: WrittenLanguage, slug: Slug): string {
  if (slug !== 'configuration') return shippedText(`documentation/content/${language}/${slug}.md`);
  if (language === 'en') return configurationPage();
  return `${shippedText(`documentation/content/${language}/${slug}.md`)}\n${configurationTables()}`;
}
