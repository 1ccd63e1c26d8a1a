import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { breakable } from '../parts/breakable.ts';
import { type BrowserName, browserWords } from '../parts/browser.ts';
import { moment } from '../parts/moment.ts';
import { type Text, textIn } from '../text/catalogue.ts';

export type BrowserRow = {
  /** Names it in the path that ends it; opens nothing. */
  readonly id: string;
  readonly name: BrowserName;
  readonly address?: string;
  /** Epoch seconds. */
  readonly since: number;
  readonly lastSeenAt: number;
  readonly place: 'here' | 'elsewhere';
};

const path = '/account/browsers';

/** Where a person is signed in. product §4 */
export function browsersPage(
  { browsers }: { readonly browsers: readonly BrowserRow[] },
  frame: ConsoleFrame,
): Html {
  const text = textIn(frame.locale);
  const content = html`<div class="panel listing"><table class="list"><caption class="visually-hidden">${text('browsers_title')}</caption>
<thead><tr><th scope="col">${text('browser')}</th><th scope="col">${text('address')}</th><th scope="col">${text('signed_in_since')}</th><th scope="col">${text('last_seen')}</th><th scope="col"><span class="visually-hidden">${text('end_session')}</span></th></tr></thead>
<tbody>${browsers.map((row) => rowOf(row, frame, text))}</tbody></table></div>
<p class="quiet">${text('browsers_unknown')}</p>`;
  const hasOthers = browsers.some(({ place }) => place === 'elsewhere');
  const action =
    hasOthers && html`<a class="button revoke" href="${path}/end-others">${text('end_others')}</a>`;
  const lead = text('browsers_lead', { site: frame.siteName });
  return consoleLayout({ title: text('browsers_title'), section: path, lead, action, content }, frame);
}

function rowOf(row: BrowserRow, frame: ConsoleFrame, text: Text): Html {
  const name = browserWords(row.name, text);
  return html`<tr>
<th scope="row"><span class="cell-name">${icons.browser}<span>${name}</span></span>${row.place === 'here' && html`<span class="cell-sub"><span class="state active">${text('this_browser')}</span></span>`}</th>
<td data-label="${text('address')}">${row.address === undefined ? text('unknown') : html`<code>${breakable(row.address)}</code>`}</td>
<td data-label="${text('signed_in_since')}">${moment(row.since, frame)}</td>
<td data-label="${text('last_seen')}">${moment(row.lastSeenAt, frame)}</td>
<td class="act">${row.place === 'elsewhere' && html`<a class="button small revoke" href="${path}/${row.id}/end">${text('end_session')}<span class="visually-hidden"> · ${name}</span></a>`}</td>
</tr>`;
}
