import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { emptyState } from '../parts/empty.ts';
import { moment } from '../parts/moment.ts';
import { type Text, textIn } from '../text/catalogue.ts';

/** One family, or one stored access token. product T-3 */
export type TokenSessionRow = {
  /** Names it in the path that ends it; opens nothing. */
  readonly id: string;
  readonly clientName: string;
  /** Whether it holds a refresh token. */
  readonly kind: 'renews' | 'ends';
  readonly origin: 'browser' | 'device';
  readonly scopes: readonly string[];
  /** Epoch seconds, as all times. */
  readonly startedAt: number;
  readonly lastUsedAt?: number;
  readonly expiresAt: number;
  readonly status: 'active' | 'paused' | 'revoked' | 'expired';
};

export type TokenSessionsModel = {
  readonly rows: readonly TokenSessionRow[];
  readonly page: number;
  /** The page after this one, if there is one. */
  readonly more: number | null;
};

const path = '/account/sessions';

/** What applications hold right now, and how to end it. */
export function tokenSessionsPage(model: TokenSessionsModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const isEmpty = model.rows.length === 0;
  const content = isEmpty
    ? emptyState(icons.apps, { title: text('sessions_empty_title'), sentence: text('sessions_empty') })
    : html`${table(model, frame, text)}${paging(model, text)}`;
  const action =
    !isEmpty && html`<a class="button revoke" href="${path}/revoke-all">${text('revoke_all')}</a>`;
  const page = { title: text('sessions_title'), section: path, lead: text('sessions_lead') } as const;
  return consoleLayout({ ...page, action, content }, frame);
}

function table({ rows }: TokenSessionsModel, frame: ConsoleFrame, text: Text): Html {
  return html`<div class="panel listing"><table class="list"><caption class="visually-hidden">${text('sessions_title')}</caption>
<thead><tr>
<th scope="col">${text('application')}</th><th scope="col">${text('access')}</th><th scope="col">${text('started')}</th><th scope="col">${text('last_used')}</th><th scope="col">${text('expires')}</th><th scope="col"><span class="visually-hidden">${text('revoke')}</span></th>
</tr></thead>
<tbody>${rows.map((row) => rowOf(row, frame, text))}</tbody></table></div>`;
}

function rowOf(row: TokenSessionRow, frame: ConsoleFrame, text: Text): Html {
  const hasEnded = row.status === 'revoked' || row.status === 'expired';
  return html`<tr${hasEnded && html` class="ended"`}>
<th scope="row"><span class="cell-name">${icons[row.origin]}<span>${row.clientName}</span></span><span class="cell-sub"><span class="state ${row.status}">${text(`state_${row.status}`)}</span>${!hasEnded && html` <span class="quiet">${text(`kind_${row.kind}`)}</span>`}</span></th>
<td data-label="${text('access')}"><span class="scopes">${row.scopes.map((scope) => html`<code>${scope}</code> `)}</span></td>
<td data-label="${text('started')}">${moment(row.startedAt, frame)}</td>
<td data-label="${text('last_used')}">${row.lastUsedAt === undefined ? text('unknown') : moment(row.lastUsedAt, frame)}</td>
<td data-label="${text('expires')}">${row.status === 'revoked' ? '–' : moment(row.expiresAt, frame)}</td>
<td class="act">${!hasEnded && html`<a class="button small revoke" href="${path}/${row.id}/revoke">${text('revoke')}<span class="visually-hidden"> · ${row.clientName}</span></a>`}</td>
</tr>`;
}

function paging({ page, more }: TokenSessionsModel, text: Text): Html | false {
  if (page === 1 && more === null) return false;
  return html`<nav class="paging" aria-label="${text('paging')}">
${page > 1 && html`<a class="button small" rel="prev" href="${path}?page=${page - 1}">${text('newer')}</a>`}
${more !== null && html`<a class="button small" rel="next" href="${path}?page=${more}">${text('older')}</a>`}
</nav>`;
}
