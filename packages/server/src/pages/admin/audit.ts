import type { AuditEventType, ResourceType, Severity } from '../../telemetry/audit-catalogue.ts';
import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type Filter, type ListView, listing, type Total } from '../console/list.ts';
import { type Fragment, type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { selection, textField } from '../parts/field.ts';
import { moment } from '../parts/moment.ts';
import { type Text, textIn } from '../text/catalogue.ts';

/** One entry. Names and addresses are as the request knew them, or else as they are now; all of it may be another's text. */
export type AuditEntry = {
  readonly id: string;
  readonly type: AuditEventType;
  readonly severity: Severity;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly actor: {
    readonly userId?: string;
    readonly username?: string;
    readonly clientId?: string;
    readonly clientName?: string;
  };
  readonly address?: string;
  readonly resource: { readonly type?: ResourceType; readonly id?: string; readonly name?: string };
  readonly success: boolean;
  readonly error?: string;
  readonly details: Readonly<Record<string, string>>;
  readonly userAgent?: string;
  readonly request?: { readonly method: string; readonly path: string; readonly id: string };
};

export type AuditModel = {
  readonly entries: readonly AuditEntry[];
  readonly view: ListView;
  readonly total: Total;
  readonly types: readonly AuditEventType[];
  readonly severities: readonly Severity[];
  readonly resourceTypes: readonly ResourceType[];
  /** The most rows an export has. */
  readonly exportLimit: number;
};

export const auditPath = '/admin/audit';
const path = auditPath;

/** What happened, newest first, and how to find one thing in it. product §12.3 */
export function auditPage(model: AuditModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const { view, total } = model;
  const content = listing<AuditEntry>(
    {
      path,
      caption: text('audit_title'),
      view,
      total,
      rows: model.entries,
      nameColumn: { label: text('audit_event') },
      name: (entry) => eventCell(entry, text),
      columns: [
        { label: text('audit_when'), cell: ({ at }) => moment(Math.floor(at / 1000), frame) },
        { label: text('audit_actor'), cell: (entry) => actorOf(entry, text) },
        { label: text('audit_resource'), cell: resourceOf },
        { label: text('audit_result'), cell: (entry) => resultOf(entry, text) },
      ],
      searchLabel: text('audit_search'),
      filters: linkedFilters(model, text),
      more: {
        label: text('more_filters'),
        verb: text('apply_filters'),
        names: typedFilters,
        fields: fieldsOf(model, text),
      },
      empty: { icon: icons.list, title: text('audit_empty_title'), sentence: text('audit_empty') },
    },
    frame,
  );
  const action = model.entries.length > 0 && exportLink(model, text);
  const part = text('audit_export_part', { count: model.exportLimit });
  const lead = html`${text('audit_lead')}${action !== false && !total.exact && html` ${part}`}`;
  const page = { title: text('audit_title'), section: path, lead } as const;
  return consoleLayout({ ...page, action, content }, frame);
}

/** The filters of the form; those before them are links. */
const typedFilters = [
  'event_type',
  'actor_user_id',
  'actor_ip',
  'resource_type',
  'resource_id',
  'start_time',
  'end_time',
] as const;

const linkedFilters = ({ severities }: AuditModel, text: Text): readonly Filter[] => [
  {
    name: 'severity',
    label: text('audit_severity'),
    options: severities.map((value) => ({ value, label: text(`severity_${value}`) })),
  },
  {
    name: 'success',
    label: text('audit_result'),
    options: (['true', 'false'] as const).map((value) => ({ value, label: text(`result_${value}`) })),
  },
];

function fieldsOf({ view: { filters }, types, resourceTypes }: AuditModel, text: Text): Html {
  const any = (label: string) => ({ value: '', label });
  const events = types.map((value) => ({ value, label: text(`event_${value}`) }));
  const field = (name: (typeof typedFilters)[number], label: string) => ({
    name,
    label,
    value: filters[name] ?? '',
  });
  const exact = { maxlength: 256, spelling: 'exact' } as const;
  return html`${selection({ ...field('event_type', text('audit_event')), options: [any(text('audit_any_event')), ...events] })}
${textField({ ...field('actor_user_id', text('audit_actor_id')), ...exact })}
${textField({ ...field('actor_ip', text('audit_address')), ...exact })}
${selection({ ...field('resource_type', text('audit_resource_type')), options: [any(text('audit_any_resource')), ...resourceTypes.map((value) => ({ value, label: value }))] })}
${textField({ ...field('resource_id', text('audit_resource_id')), ...exact })}
${textField({ ...field('start_time', text('audit_from')), type: 'date' })}
${textField({ ...field('end_time', text('audit_to')), type: 'date' })}`;
}

function exportLink({ view }: AuditModel, text: Text): Html {
  const parameters = new URLSearchParams(view.filters);
  if (view.search !== '') parameters.set('search', view.search);
  const address = parameters.size === 0 ? `${path}/export` : `${path}/export?${parameters}`;
  return html`<a class="button" href="${address}" download>${text('audit_export')}</a>`;
}

const eventCell = ({ id, type, severity }: AuditEntry, text: Text): Html =>
  html`<a class="entry" href="${path}/${id}">${text(`event_${type}`)}</a>${severity !== 'INFO' && html`<span class="state ${tones[severity]}">${text(`severity_${severity}`)}</span>`}`;

const tones = { INFO: 'neutral', WARNING: 'warning', ERROR: 'danger', CRITICAL: 'danger' } as const;

/** Who did it: a person, or else a client; undefined: the server itself. */
export const actorName = (actor: AuditEntry['actor']): string | undefined =>
  actor.username ?? actor.userId ?? actor.clientName ?? actor.clientId;

function actorOf({ actor, address }: AuditEntry, text: Text): Html {
  const name = actorName(actor);
  if (name === undefined) return html`<span class="quiet">${text('audit_server')}</span>`;
  return html`<span class="cell-lines"><span>${name}</span>${address !== undefined && html`<code>${address}</code>`}</span>`;
}

/** What has no name of its own is told by the client that a person acted through. */
const resourceOf = ({ actor, resource: { name, id } }: AuditEntry): Fragment =>
  name ??
  (actor.userId === undefined ? undefined : (actor.clientName ?? actor.clientId)) ??
  (id === undefined ? '–' : html`<code>${id}</code>`);

const resultOf = ({ success }: AuditEntry, text: Text): Html =>
  success
    ? html`<span class="state active">${text('result_true')}</span>`
    : html`<span class="state warning">${text('result_false')}</span>`;

/** One entry with everything it holds. */
export function auditEntryPage(entry: AuditEntry, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const { actor, resource, request } = entry;
  const code = (value: string | undefined): Fragment => value !== undefined && html`<code>${value}</code>`;
  const facts: readonly (readonly [Fragment, Fragment])[] = [
    [text('audit_when'), moment(Math.floor(entry.at / 1000), frame)],
    [text('audit_event'), html`${text(`event_${entry.type}`)} ${code(entry.type)}`],
    [text('audit_severity'), text(`severity_${entry.severity}`)],
    [text('audit_result'), resultOf(entry, text)],
    [text('audit_error'), entry.error],
    [
      text('audit_actor'),
      actor.username ?? ((actor.userId ?? actor.clientId) ? false : text('audit_server')),
    ],
    [text('audit_actor_id'), actor.userId !== undefined && filterLink('actor_user_id', actor.userId)],
    [
      text('audit_client'),
      actor.clientName === undefined
        ? code(actor.clientId)
        : html`${actor.clientName} ${code(actor.clientId)}`,
    ],
    [text('audit_address'), entry.address !== undefined && filterLink('actor_ip', entry.address)],
    [text('audit_resource'), resource.name ?? resource.type],
    [text('audit_resource_id'), resource.id !== undefined && filterLink('resource_id', resource.id)],
    ...Object.entries(entry.details).map(
      ([name, value]) => [html`<code>${name}</code>`, code(value)] as const,
    ),
    [text('audit_request'), request && html`<code>${request.method} ${request.path}</code>`],
    [text('request_id'), code(request?.id)],
    [text('audit_user_agent'), entry.userAgent],
    [text('audit_entry'), code(entry.id)],
  ];
  const content = html`<dl class="panel details">${facts
    .filter(([, value]) => value !== undefined && value !== false && value !== '')
    .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
  const parent = { path, label: text('audit_title') };
  return consoleLayout({ title: text(`event_${entry.type}`), section: path, parent, content }, frame);
}

const filterLink = (name: string, value: string): Html =>
  html`<a href="${path}?${new URLSearchParams({ [name]: value }).toString()}"><code>${value}</code></a>`;
