import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { questionPage } from '../console/question.ts';
import { type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { emptyState } from '../parts/empty.ts';
import { protectedFields } from '../parts/form.ts';
import { moment } from '../parts/moment.ts';
import { notice } from '../parts/notice.ts';
import { type ProviderChoice, providerMark } from '../parts/provider.ts';
import { type Text, textIn } from '../text/catalogue.ts';

export type ConnectionRow = {
  /** Names it in the path that ends it. */
  readonly id: string;
  readonly provider: ProviderChoice;
  /** What the person is called there; absent: the provider did not say. */
  readonly account?: string;
  /** Epoch seconds. */
  readonly since: number;
  readonly lastUsedAt: number;
};

/** Whom another issuer's word is about. */
export type VouchedRow = Pick<ConnectionRow, 'id' | 'since'> & {
  readonly issuer: string;
  readonly subject: string;
};

export type ConnectionsModel = {
  readonly connections: readonly ConnectionRow[];
  readonly vouched: readonly VouchedRow[];
  /** Those that the person is not connected with. */
  readonly others: readonly ProviderChoice[];
};

const path = '/account/connections';

/** What a person signs in through. product I-8 */
export function connectionsPage(
  { connections, vouched, others }: ConnectionsModel,
  frame: ConsoleFrame,
): Html {
  const text = textIn(frame.locale);
  const isUnused = connections.length + vouched.length + others.length === 0;
  const content = html`${isUnused && emptyState(icons.key, { title: text('connections_none'), sentence: text('connections_none_why') })}
${connections.length > 0 && listOf(connections, frame, text)}
${others.length > 0 && waysOn(others, frame, text)}
${vouched.length > 0 && vouchedOf(vouched, frame, text)}`;
  const lead = text('connections_lead', { site: frame.siteName });
  return consoleLayout({ title: text('connections_title'), section: path, lead, content }, frame);
}

const listOf = (connections: readonly ConnectionRow[], frame: ConsoleFrame, text: Text): Html =>
  html`<div class="panel listing"><table class="list"><caption class="visually-hidden">${text('connections_title')}</caption>
<thead><tr><th scope="col">${text('connection_provider')}</th><th scope="col">${text('connection_account')}</th><th scope="col">${text('connected_since')}</th><th scope="col">${text('last_used')}</th><th scope="col"><span class="visually-hidden">${text('disconnect')}</span></th></tr></thead>
<tbody>${connections.map((row) => rowOf(row, frame, text))}</tbody></table></div>`;

const rowOf = (
  { id, provider, account, since, lastUsedAt }: ConnectionRow,
  frame: ConsoleFrame,
  text: Text,
): Html =>
  html`<tr>
<th scope="row"><span class="cell-name">${providerMark(provider.mark)}<span>${provider.label}</span></span></th>
<td data-label="${text('connection_account')}">${account ?? text('unknown')}</td>
<td data-label="${text('connected_since')}">${moment(since, frame)}</td>
<td data-label="${text('last_used')}">${moment(lastUsedAt, frame)}</td>
<td class="act"><a class="button small revoke" href="${path}/${id}/delete">${text('disconnect')}<span class="visually-hidden"> · ${provider.label}</span></a></td>
</tr>`;

const vouchedOf = (links: readonly VouchedRow[], frame: ConsoleFrame, text: Text): Html =>
  html`<section class="stack" aria-labelledby="vouched"><h2 id="vouched">${text('vouched_title')}</h2><p class="quiet">${text('vouched_why')}</p>
<div class="panel listing"><table class="list" aria-labelledby="vouched">
<thead><tr><th scope="col">${text('connection_provider')}</th><th scope="col">${text('connection_account')}</th><th scope="col">${text('connected_since')}</th><th scope="col"><span class="visually-hidden">${text('disconnect')}</span></th></tr></thead>
<tbody>${links.map(
    ({ id, issuer, subject, since }) => html`<tr>
<th scope="row"><span class="cell-name">${icons.globe}<span>${issuer}</span></span></th>
<td data-label="${text('connection_account')}">${subject}</td>
<td data-label="${text('connected_since')}">${moment(since, frame)}</td>
<td class="act"><a class="button small revoke" href="${path}/${id}/delete">${text('disconnect')}<span class="visually-hidden"> · ${issuer}</span></a></td>
</tr>`,
  )}</tbody></table></div></section>`;

const waysOn = (others: readonly ProviderChoice[], frame: ConsoleFrame, text: Text): Html =>
  html`<section class="panel ask"><h2>${text('connections_more')}</h2><p class="quiet">${text('connections_more_why')}</p>
<div class="providers">${others.map(
    ({ name, label, mark }) =>
      html`<form method="post" action="${path}/${name}/link">${protectedFields(frame)}<button class="button" type="submit">${providerMark(mark)}<span>${text('connect_with', { provider: label })}</span></button></form>`,
  )}</div></section>`;

export type DisconnectionModel = {
  readonly id: string;
  readonly provider: string;
  /** `only_way`: it cannot be taken away; `vouched`: nobody signs in with it. */
  readonly standing: 'one_of_several' | 'only_way' | 'vouched';
};

const consequences = {
  one_of_several: 'disconnect_consequence',
  vouched: 'vouched_end_consequence',
} as const;

/** Asks before a connection ends, or says that it is the last way in. product A-3 */
export function disconnectionPage({ id, provider, standing }: DisconnectionModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const title = text('disconnect_title', { provider });
  if (standing === 'only_way') {
    const content = html`<div class="panel ask">${notice('warning', text('disconnect_only_way', { provider }))}
<div class="ask-actions"><a class="button" href="/account/password">${text('own_password')}</a><a class="button" href="${path}">${text('cancel')}</a></div></div>`;
    return consoleLayout({ title, section: path, content }, frame);
  }
  return questionPage(
    {
      ...{ title, section: path, consequence: text(consequences[standing], { provider }) },
      ...{ action: `${path}/${id}/delete`, verb: text('disconnect'), back: path },
    },
    frame,
  );
}
