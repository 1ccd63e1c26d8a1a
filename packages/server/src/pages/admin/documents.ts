import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type Column, type ListView, listing, type Total } from '../console/list.ts';
import { type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { textField } from '../parts/field.ts';
import { hiddenFields, protectedFields } from '../parts/form.ts';
import { moment } from '../parts/moment.ts';
import { announcement } from '../parts/notice.ts';
import { type Text, textIn } from '../text/catalogue.ts';

export type DocumentRow = {
  readonly url: string;
  readonly name: string;
  /** The page of the client it describes. */
  readonly path: string;
  readonly state: 'live' | 'shipped' | 'withdrawn' | 'inactive';
  /** Epoch seconds, as all times. */
  readonly fetchedAt?: number;
  readonly failure?: { readonly reason: DocumentFailure; readonly at: number };
};

/** Each is a message `document_failure_…`. */
export type DocumentFailure = 'unreachable' | 'forbidden' | 'gone' | 'broken';

export type DocumentsModel = {
  readonly view: ListView;
  readonly total: Total;
  readonly rows: readonly DocumentRow[];
  readonly blocked: readonly {
    readonly domain: string;
    /** null: by the settings, and to be changed there. */
    readonly since: number | null;
  }[];
  /** What was entered to be blocked and is no domain, or is blocked already. */
  readonly refused?: { readonly entered: string; readonly why: 'invalid' | 'settled' };
};

const path = '/admin/clients/documents';

/** Clients that are published documents, and whose are not read. product C-5 */
export function documentsPage(model: DocumentsModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const { view, total, rows } = model;
  const content = html`${listing<DocumentRow>(
    {
      ...{ path, caption: text('documents_title'), view, total, rows },
      name: (row) => nameCell(row, text),
      nameColumn: { label: text('client_one') },
      columns: columns(frame, text),
      act: (row) => actions(row, frame, text),
      isOver: ({ state }) => state === 'withdrawn' || state === 'inactive',
      searchLabel: text('documents_search'),
      empty: { icon: icons.list, title: text('documents_empty_title'), sentence: text('documents_empty') },
    },
    frame,
  )}
${blockedDomains(model, frame, text)}`;
  return consoleLayout(
    {
      title: text('documents_title'),
      section: '/admin/clients',
      parent: { path: '/admin/clients', label: text('admin_clients') },
      lead: text('documents_lead'),
      content,
    },
    frame,
  );
}

const tones = { live: 'active', shipped: 'neutral', withdrawn: 'revoked', inactive: 'revoked' } as const;

const nameCell = ({ url, name, path: client, state }: DocumentRow, text: Text): Html =>
  html`<span class="cell-name">${icons.apps}<a href="${client}">${name}</a></span><span class="cell-sub"><span class="state ${tones[state]}">${text(`document_${state}`)}</span> <code>${url}</code></span>`;

const columns = (frame: ConsoleFrame, text: Text): readonly Column<DocumentRow>[] => [
  {
    label: text('document_fetched'),
    cell: ({ fetchedAt }) => (fetchedAt === undefined ? text('client_never') : moment(fetchedAt, frame)),
  },
  {
    label: text('document_failed'),
    cell: ({ failure }) =>
      failure === undefined
        ? '–'
        : html`<span class="cell-lines"><span>${text(`document_failure_${failure.reason}`)}</span>${moment(failure.at, frame)}</span>`,
  },
];

const actions = ({ url, name, path: client }: DocumentRow, frame: ConsoleFrame, text: Text): Html =>
  html`<span class="acts"><form method="post" action="${path}/refetch" class="inline-form">${protectedFields(frame)}${hiddenFields({ url })}<button class="button small" type="submit">${text('document_refetch')}<span class="visually-hidden"> · ${name}</span></button></form>
<a class="button small revoke" href="${client}/delete">${text('document_remove')}<span class="visually-hidden"> · ${name}</span></a></span>`;

function blockedDomains({ blocked, refused }: DocumentsModel, frame: ConsoleFrame, text: Text): Html {
  const rows = blocked.map(
    ({ domain, since }) =>
      html`<li><code>${domain}</code>${
        since === null
          ? html`<span class="quiet">${text('domain_of_settings')}</span>`
          : html`${moment(since, frame)}<form method="post" action="${path}/unblock" class="inline-form">${protectedFields(frame)}${hiddenFields({ domain })}<button class="button small" type="submit">${text('domain_unblock')}<span class="visually-hidden"> · ${domain}</span></button></form>`
      }</li>`,
  );
  return html`<section class="panel latest" aria-labelledby="domains-title"><h2 id="domains-title">${text('domains_title')}</h2><p class="quiet">${text('domains_lead')}</p>
${rows.length > 0 && html`<ol>${rows}</ol>`}
<form method="post" action="${path}/block" class="client-form">${protectedFields(frame)}
${refused?.why === 'settled' && announcement('danger', 'failure', text('domain_settled'))}
${textField({
  ...{
    name: 'domain',
    label: text('domain_one'),
    value: refused?.entered,
    maxlength: 255,
    spelling: 'exact',
  },
  ...{ required: true, hint: text('domain_hint') },
  error: refused?.why === 'invalid' ? text('domain_invalid') : undefined,
})}
<div class="ask-actions"><button class="button destructive" type="submit">${text('domain_block')}</button></div></form></section>`;
}
