import { type Locale, locales } from '../pages/everywhere.ts';
import { type Exchange, header } from './exchange.ts';

// Traditional Chinese under its other names; Simplified falls through (product.md N-1).
const traditional = /^zh-(hant|tw|hk|mo)\b/;

function match(tag: string): Locale | undefined {
  const wanted = tag.toLowerCase();
  if (traditional.test(wanted)) return locales.find((locale) => locale === 'zh-TW');
  return (
    locales.find((locale) => locale.toLowerCase() === wanted) ??
    locales.find((locale) => locale === wanted.split('-')[0])
  );
}

/** In characters: browsers send a few languages, and each costs more to look at than to send (security.md I-3). */
const longestHeader = 1024;

/** Languages of an `Accept-Language` header, most wanted first (RFC 9110 §12.5.4); what stands beyond the limit is not read. */
export function acceptedLanguages(header: string | undefined): readonly string[] {
  const ranges = (header ?? '')
    .slice(0, longestHeader)
    .split(',')
    .map((entry) => {
      const [tag = '', ...parameters] = entry.trim().split(';');
      const quality = parameters.map((parameter) => /^\s*q=([\d.]+)$/.exec(parameter)?.[1]).find(Boolean);
      return { tag: tag.trim(), quality: quality === undefined ? 1 : Number(quality) };
    });
  return ranges
    .filter(({ tag, quality }) => tag !== '' && quality > 0)
    .sort((left, right) => right.quality - left.quality)
    .map(({ tag }) => tag);
}

/** What was chosen, most wanted first, then the browser's languages, then English (product.md N-1). */
export const chooseLocale = (chosen: readonly string[], acceptLanguage: string | undefined): Locale =>
  [...chosen, ...acceptedLanguages(acceptLanguage)].map(match).find((locale) => locale !== undefined) ?? 'en';

/** What the browser asks for, to be kept for a message: as much of it as is looked at. */
export const languagesOf = (exchange: Exchange): string =>
  (header(exchange, 'accept-language') ?? '').slice(0, longestHeader);
