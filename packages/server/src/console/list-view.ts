/** From the address of a list to how it is looked at; what is not known is as usual (product.md A-2). */

import { parseQuery } from '@grantor/protocol';
import type { Exchange } from '../http/exchange.ts';
import { type ListView, pageSizes, usualPageSize } from '../pages/index.ts';

export type ListRules = {
  /** The names it can be sorted by. */
  readonly sorts?: readonly string[];
  /** The values each filter knows; `text`: any, such as an id. */
  readonly filters?: Readonly<Record<string, readonly string[] | 'text'>>;
};

/** No list counts, or leads, further (product.md A-2). */
const deepestEntry = 10_000;
const longestSearch = 256;

/** Throws `invalid_request` for a query that cannot be read. */
export function listView({ query }: Exchange, rules: ListRules = {}): ListView {
  const parameters = parseQuery(query);
  const wanted = Number(parameters.get('page_size') ?? usualPageSize);
  const pageSize = pageSizes.find((known) => known === wanted) ?? usualPageSize;
  return {
    page: Math.min(pageNumber(parameters.get('page')), deepestEntry / pageSize),
    pageSize,
    search: (parameters.get('search') ?? '').trim().slice(0, longestSearch),
    sort: sortOf(parameters.get('sort'), rules.sorts ?? []),
    filters: Object.fromEntries(
      Object.entries(rules.filters ?? {}).flatMap(([name, values]) => {
        const value = parameters.get(name);
        const isKnown = value !== undefined && value !== '' && (values === 'text' || values.includes(value));
        return isKnown ? [[name, value.slice(0, longestSearch)]] : [];
      }),
    ),
  };
}

const pageNumber = (text = ''): number => (/^[1-9]\d{0,4}$/.test(text) ? Number(text) : 1);

function sortOf(text: string | undefined, known: readonly string[]): ListView['sort'] {
  const direction = text?.startsWith('-') ? 'desc' : 'asc';
  const by = direction === 'desc' ? text?.slice(1) : text;
  return by !== undefined && known.includes(by) ? { by, direction } : null;
}
