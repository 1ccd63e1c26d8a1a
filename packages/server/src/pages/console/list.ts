/**
 * Owns lists: search, filters and sorting as links that keep each other, a table that becomes cards on a phone, and
 * the pages of it. product A-2
 */
import { type Fragment, type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { emptyState } from '../parts/empty.ts';
import { type Text, textIn } from '../text/catalogue.ts';
import { numberFormat } from '../text/formats.ts';
import type { ConsoleFrame } from './layout.ts';

export const pageSizes = [10, 20, 50, 100] as const;
export const usualPageSize = 20;
/** As far as entries are counted. product A-2 */
const mostCounted = 10_000;

/** How a list is looked at, as its address says; every value is one that the list knows. */
export type ListView = {
  readonly page: number;
  readonly pageSize: number;
  /** Empty: everything. */
  readonly search: string;
  /** null: as the list is sorted by itself. */
  readonly sort: { readonly by: string; readonly direction: 'asc' | 'desc' } | null;
  /** By name; a filter that is not set is absent. */
  readonly filters: Readonly<Record<string, string>>;
};

/** How many entries fit the search; counted up to a limit. */
export type Total = { readonly count: number; readonly exact: boolean };

export type Column<Row> = {
  readonly label: string;
  /** The name it is sorted by; absent: it cannot be. */
  readonly sort?: string;
  readonly cell: (row: Row) => Fragment;
};

export type Filter = {
  readonly name: string;
  readonly label: string;
  /** What is shown while it is not set, where that is not everything. */
  readonly all?: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
};

export type List<Row> = {
  readonly path: string;
  /** What it is, for screen readers. */
  readonly caption: string;
  readonly view: ListView;
  readonly total: Total;
  readonly rows: readonly Row[];
  /** What names the row. */
  readonly name: (row: Row) => Fragment;
  readonly nameColumn: Omit<Column<Row>, 'cell'>;
  readonly columns: readonly Column<Row>[];
  /** What can be done with the row, at its end. */
  readonly act?: (row: Row) => Fragment;
  /** Rows that are over are shown paler. */
  readonly isOver?: (row: Row) => boolean;
  readonly filters?: readonly Filter[];
  /** Filters to type or choose from, in a form of their own. */
  readonly more?: {
    readonly label: string;
    readonly verb: string;
    /** The names of its fields. */
    readonly names: readonly string[];
    readonly fields: Fragment;
  };
  /** What the search looks at, in words; absent: there is none. */
  readonly searchLabel?: string;
  /** While there is nothing at all: what this is, and the first thing to do. */
  readonly empty: {
    readonly icon: Html;
    readonly title: string;
    readonly sentence: string;
    readonly action?: Fragment;
  };
};

type Paged<Row> = Pick<List<Row>, 'path' | 'view' | 'total' | 'rows'>;

export function listing<Row>(list: List<Row>, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const isNarrowed = list.view.search !== '' || Object.keys(list.view.filters).length > 0;
  if (list.rows.length === 0 && !isNarrowed && list.view.page === 1) {
    return emptyState(list.empty.icon, list.empty);
  }
  return html`${controls(list, text)}
${isLookedAtInPart(list) && html`<p class="quiet">${text('newest_only')}</p>`}
${list.rows.length === 0 ? nothingFound(list, text) : table(list, text)}
${paging(list, { frame, text })}`;
}

/** What fits was looked for among the newest only, and there are more. */
const isLookedAtInPart = <Row>({ total }: List<Row>): boolean => !total.exact && total.count < mostCounted;

/** The address of the list with something changed; what is as usual is left out. */
function addressOf(
  list: { readonly path: string; readonly view: ListView },
  change: Partial<ListView>,
): string {
  const view = { ...list.view, page: 1, ...change };
  const parameters = new URLSearchParams();
  if (view.search !== '') parameters.set('search', view.search);
  for (const [name, value] of Object.entries(view.filters)) parameters.set(name, value);
  if (view.sort !== null)
    parameters.set('sort', `${view.sort.direction === 'desc' ? '-' : ''}${view.sort.by}`);
  if (view.pageSize !== usualPageSize) parameters.set('page_size', String(view.pageSize));
  if (view.page !== 1) parameters.set('page', String(view.page));
  return parameters.size === 0 ? list.path : `${list.path}?${parameters}`;
}

function controls<Row>(list: List<Row>, text: Text): Html | false {
  const { searchLabel, filters = [] } = list;
  if (searchLabel === undefined && filters.length === 0) return false;
  return html`<div class="controls">${searchLabel !== undefined && searchForm(list, searchLabel, text)}
${filters.map((filter) => filterLinks(list, filter, text))}
${moreFilters(list)}</div>`;
}

function moreFilters<Row>({ path, view, more }: List<Row>): Html | false {
  if (more === undefined) return false;
  const kept = Object.entries(view.filters).filter(([name]) => !more.names.includes(name));
  const isUsed = more.names.some((name) => view.filters[name] !== undefined);
  return html`<details class="more"${isUsed && html` open`}><summary>${more.label}</summary>
<form method="get" action="${path}" class="more-fields">
${view.search !== '' && html`<input type="hidden" name="search" value="${view.search}">`}
${kept.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
${more.fields}
<div class="ask-actions"><button class="button small" type="submit">${more.verb}</button></div>
</form></details>`;
}

function searchForm<Row>({ path, view }: List<Row>, label: string, text: Text): Html {
  const kept = Object.entries(view.filters);
  return html`<form method="get" action="${path}" class="search" role="search">
${kept.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}
${view.pageSize !== usualPageSize && html`<input type="hidden" name="page_size" value="${view.pageSize}">`}
<label class="visually-hidden" for="search">${label}</label>
<div class="search-field">${icons.search}<input id="search" name="search" type="search" value="${view.search}" placeholder="${label}" maxlength="256" autocomplete="off" autocapitalize="none" spellcheck="false" data-search></div>
<button class="button small" type="submit">${text('search')}</button>
</form>`;
}

function filterLinks<Row>(list: List<Row>, filter: Filter, text: Text): Html {
  const chosen = list.view.filters[filter.name];
  const { [filter.name]: _, ...others } = list.view.filters;
  const all = { value: undefined, label: filter.all ?? text('filter_all') };
  return html`<nav class="filter" aria-label="${filter.label}"><span class="quiet">${filter.label}</span><ul>${[
    all,
    ...filter.options,
  ].map(({ value, label }) => {
    const filters = value === undefined ? others : { ...others, [filter.name]: value };
    return html`<li><a href="${addressOf(list, { filters })}"${value === chosen && html` aria-current="true"`}>${label}</a></li>`;
  })}</ul></nav>`;
}

function nothingFound<Row>(list: List<Row>, text: Text): Html {
  const { search } = list.view;
  const sentence = search === '' ? text('nothing_filtered') : text('nothing_found', { search });
  const clear = html`<a class="button" href="${list.path}">${text('clear_search')}</a>`;
  return emptyState(icons.search, { title: text('nothing_found_title'), sentence, action: clear });
}

function table<Row>(list: List<Row>, text: Text): Html {
  return html`<div class="panel listing"><table class="list"><caption class="visually-hidden">${list.caption}</caption>
<thead><tr>${heading(list, list.nameColumn, text)}${list.columns.map((column) => heading(list, column, text))}${list.act && html`<th scope="col"><span class="visually-hidden">${text('actions')}</span></th>`}</tr></thead>
<tbody>${list.rows.map(
    (row) => html`<tr${list.isOver?.(row) === true && html` class="ended"`}>
<th scope="row">${list.name(row)}</th>${list.columns.map(
      ({ label, cell }) => html`
<td data-label="${label}">${cell(row)}</td>`,
    )}${
      list.act &&
      html`
<td class="act">${list.act(row)}</td>`
    }
</tr>`,
  )}</tbody></table></div>`;
}

function heading<Row>(
  list: List<Row>,
  { label, sort }: Pick<Column<Row>, 'label' | 'sort'>,
  text: Text,
): Html {
  if (sort === undefined) return html`<th scope="col">${label}</th>`;
  const current = list.view.sort?.by === sort ? list.view.sort.direction : null;
  const next = current === 'asc' ? 'desc' : 'asc';
  const state =
    current === null ? false : html` aria-sort="${current === 'asc' ? 'ascending' : 'descending'}"`;
  return html`<th scope="col"${state}><a class="sort" href="${addressOf(list, { sort: { by: sort, direction: next } })}">${label}<span class="visually-hidden"> · ${text(next === 'asc' ? 'sort_up' : 'sort_down')}</span></a></th>`;
}

type Shown = { readonly frame: ConsoleFrame; readonly text: Text };

export const isMoreThan = (rows: readonly unknown[], total: Total): boolean =>
  !total.exact || total.count > rows.length;

/** What part of a list is shown, and where the rest is. */
export function paging<Row>(list: Paged<Row>, { frame, text }: Shown): Html | false {
  const { view, total, rows } = list;
  const number = numberFormat(frame.locale);
  const first = (view.page - 1) * view.pageSize + 1;
  const last = first + rows.length - 1;
  const count = total.exact
    ? number.format(total.count)
    : text('more_than', { count: number.format(total.count) });
  if (rows.length === 0 && view.page === 1) return false;
  const span =
    rows.length === 0
      ? ''
      : text('shown_of', { first: number.format(first), last: number.format(last), count });
  const isMore = !total.exact || last < total.count;
  return html`<nav class="paging" aria-label="${text('paging')}">
<p class="quiet">${span}</p>
${view.page > 1 && html`<a class="button small" rel="prev" href="${addressOf(list, { page: view.page - 1 })}">${text('page_before')}</a>`}
${isMore && rows.length === view.pageSize && html`<a class="button small" rel="next" href="${addressOf(list, { page: view.page + 1 })}">${text('page_after')}</a>`}
${sizes(list, text)}
</nav>`;
}

function sizes<Row>(list: Paged<Row>, text: Text): Html | false {
  if (list.total.exact && list.total.count <= pageSizes[0]) return false;
  return html`<span class="sizes quiet">${text('page_size')} ${pageSizes.map((pageSize) =>
    pageSize === list.view.pageSize
      ? html`<strong aria-current="true">${pageSize}</strong> `
      : html`<a href="${addressOf(list, { pageSize })}">${pageSize}</a> `,
  )}</span>`;
}
