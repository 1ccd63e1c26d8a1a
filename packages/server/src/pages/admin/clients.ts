import { actionForm, type ClientStatus, statusBadge } from '../clients/client-view.ts';
import { totalWords } from '../clients/counts.ts';
import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type Column, type Filter, type ListView, listing, type Total } from '../console/list.ts';
import { type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { moment } from '../parts/moment.ts';
import { type Text, textIn } from '../text/catalogue.ts';

export type ClientSourceName = 'administrator' | 'app' | 'dynamic' | 'document' | 'federation';

export type ClientRow = {
  readonly path: string;
  readonly id: string;
  readonly name: string;
  readonly type: 'confidential' | 'public';
  readonly flows: readonly ('authorization_code' | 'device' | 'client_credentials')[];
  readonly source: ClientSourceName;
  readonly status: ClientStatus;
  readonly owner?: string;
  /** Epoch seconds. */
  readonly createdAt: number;
  readonly lastUsedAt?: number;
  readonly change: 'waits' | 'none';
};

export type ClientTab = 'active' | 'pending' | 'inactive' | 'change';

export type ClientsModel = {
  readonly view: ListView;
  readonly total: Total;
  readonly rows: readonly ClientRow[];
  readonly counts: Readonly<Record<ClientTab, Total>>;
};

const path = '/admin/clients';
const tabs = ['active', 'pending', 'change', 'inactive'] as const;
const sources = ['administrator', 'app', 'dynamic', 'document', 'federation'] as const;

/** Every client, with what waits for a decision within reach. product §12.3 */
export function clientsPage({ view, total, rows, counts }: ClientsModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const create = html`<a class="button primary" href="${path}/new">${text('client_new')}</a>`;
  const content = listing<ClientRow>(
    {
      ...{ path, caption: text('admin_clients'), view, total, rows },
      name: (row) => nameCell(row, text),
      nameColumn: { label: text('client_one'), sort: 'name' },
      columns: columns(frame, text),
      act: (row) => decision(row, frame, text),
      isOver: ({ status }) => status === 'inactive',
      searchLabel: text('clients_search'),
      filters: filters(counts, frame, text),
      empty: {
        icon: icons.apps,
        title: text('clients_empty_title'),
        sentence: text('clients_empty'),
        action: create,
      },
    },
    frame,
  );
  const lead = html`${text('clients_lead')} <a href="/admin/clients/documents">${text('documents_link')}</a>`;
  return consoleLayout(
    { title: text('admin_clients'), section: path, lead, action: rows.length > 0 && create, content },
    frame,
  );
}

const columns = (frame: ConsoleFrame, text: Text): readonly Column<ClientRow>[] => [
  { label: text('client_type'), cell: (row) => typeCell(row, text) },
  { label: text('client_source'), cell: (row) => sourceCell(row, text) },
  { label: text('client_created'), sort: 'created', cell: ({ createdAt }) => moment(createdAt, frame) },
  {
    label: text('last_used'),
    sort: 'used',
    cell: ({ lastUsedAt }) =>
      lastUsedAt === undefined
        ? html`<span class="words">${text('client_never')}</span>`
        : moment(lastUsedAt, frame),
  },
];

const filters = (counts: ClientsModel['counts'], frame: ConsoleFrame, text: Text): readonly Filter[] => [
  {
    name: 'status',
    label: text('client_status'),
    options: tabs.map((value) => ({
      value,
      label: `${text(`client_${value}`)} ${totalWords(counts[value], frame)}`,
    })),
  },
  {
    name: 'source',
    label: text('client_source'),
    options: sources.map((value) => ({ value, label: text(`source_${value}`) })),
  },
];

const nameCell = (row: ClientRow, text: Text): Html =>
  html`<span class="cell-name"><a href="${row.path}">${row.name}</a></span><span class="cell-below">${statusBadge(row.status, text)}${row.change === 'waits' && html` <span class="state paused">${text('client_change')}</span>`}</span><span class="cell-below"><code>${row.id}</code></span>`;

const typeCell = ({ type, flows }: ClientRow, text: Text): Html =>
  html`<span class="words">${text(`client_type_${type}`)}<span class="cell-below quiet">${flows.map((flow) => text(`client_flow_${flow}`)).join(' · ')}</span></span>`;

const sourceCell = ({ source, owner }: ClientRow, text: Text): Html =>
  html`<span class="words">${text(`source_${source}`)}${owner !== undefined && html`<span class="cell-below quiet">${owner}</span>`}</span>`;

function decision(row: ClientRow, frame: ConsoleFrame, text: Text): Html | false {
  if (row.status === 'pending') {
    const approve = { action: `${row.path}/approve`, verb: text('client_approve'), of: row.name };
    const reject = { action: `${row.path}/reject`, verb: text('client_reject'), of: row.name };
    return html`<span class="acts">${actionForm(frame, approve)} ${actionForm(frame, reject)}</span>`;
  }
  if (row.change === 'none') return false;
  return html`<a class="button small" href="${row.path}">${text('change_look')}<span class="visually-hidden"> · ${row.name}</span></a>`;
}
