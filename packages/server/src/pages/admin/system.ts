import type { MailKind } from '../../outbox/message.ts';
import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type Fragment, type Html, html } from '../markup/html.ts';
import { protectedFields } from '../parts/form.ts';
import { moment } from '../parts/moment.ts';
import { type Text, textIn } from '../text/catalogue.ts';
import { numberFormat } from '../text/formats.ts';

export type SettingRow = {
  readonly name: string;
  /** `masked`: a secret that is set; null: unset. `words` are English, as in the documentation. */
  readonly value: { readonly kind: 'text' | 'words' | 'masked'; readonly text: string } | null;
  readonly source: 'set' | 'default';
};

/** A message that has not left (mail.md M-2). */
export type MessageRow = {
  readonly id: string;
  readonly kind: MailKind;
  /** The application that it is about; empty where it is about none. */
  readonly client: string;
  readonly address: string;
  /** Epoch seconds. */
  readonly createdAt: number;
  readonly state: 'waiting' | 'failed';
  /** What the mail server said last. */
  readonly answer?: string;
};

export type SystemModel = {
  readonly version: string;
  /** Epoch seconds. */
  readonly startedAt: number;
  readonly database: 'sqlite' | 'postgres';
  /** null: not by this process. */
  readonly cleanedAt: number | null;
  readonly audit: { readonly waiting: number; readonly dropped: number };
  readonly notices: {
    readonly waiting: number;
    readonly failed: readonly {
      readonly client: string;
      readonly uri: string;
      readonly failedAt: number;
    }[];
  };
  /** null: this server sends no mail. */
  readonly messages: readonly MessageRow[] | null;
  readonly settings: readonly { readonly title: string; readonly settings: readonly SettingRow[] }[];
};

const section = '/admin/system';

/** The process, what it could not do, and how it is set. product §12.3 */
export function systemPage(model: SystemModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const number = numberFormat(frame.locale);
  const { audit, cleanedAt, notices } = model;
  const facts: readonly (readonly [string, Fragment])[] = [
    [text('system_version'), html`<code>${model.version}</code>`],
    [text('system_since'), moment(model.startedAt, frame)],
    [text('system_database'), html`<code>${databases[model.database]}</code>`],
    [text('system_cleanup'), cleanedAt === null ? text('client_never') : moment(cleanedAt, frame)],
    [text('system_audit_waiting'), number.format(audit.waiting)],
    [text('system_audit_dropped'), number.format(audit.dropped)],
    [text('system_notices_waiting'), number.format(notices.waiting)],
  ];
  const content = html`<dl class="panel details">${facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
${failedNotices(model, frame, text)}
${unsentMessages(model, frame, text)}
<section class="stack" aria-labelledby="settings-title"><h2 id="settings-title">${text('system_settings')}</h2><p class="quiet">${text('system_settings_lead')}</p>
${model.settings.map((group) => settingsOf(group, text))}</section>`;
  return consoleLayout({ title: text('system_title'), section, lead: text('system_lead'), content }, frame);
}

const databases = { sqlite: 'SQLite', postgres: 'PostgreSQL' } as const;

function failedNotices({ notices }: SystemModel, frame: ConsoleFrame, text: Text): Html {
  const title = html`<h2 id="notices-title">${text('system_notices')}</h2>`;
  if (notices.failed.length === 0)
    return html`<section class="panel block" aria-labelledby="notices-title">${title}<p class="quiet">${text('system_notices_none')}</p></section>`;
  const rows = notices.failed.map(
    ({ client, uri, failedAt }) =>
      html`<li><span>${client}</span><code>${uri}</code>${moment(failedAt, frame)}</li>`,
  );
  return html`<section class="panel latest" aria-labelledby="notices-title">${title}<p class="quiet">${text('system_notices_lead')}</p><ol>${rows}</ol>
<form method="post" action="${section}/retry-notices">${protectedFields(frame)}<button class="button" type="submit">${text('system_retry')}</button></form></section>`;
}

function unsentMessages({ messages }: SystemModel, frame: ConsoleFrame, text: Text): Html | false {
  if (messages === null) return false;
  const title = html`<h2 id="messages-title">${text('system_messages')}</h2>`;
  if (messages.length === 0)
    return html`<section class="panel block" aria-labelledby="messages-title">${title}<p class="quiet">${text('system_messages_none')}</p></section>`;
  const rows = messages.map(
    ({ id, kind, client, address, createdAt, state, answer }) =>
      html`<li><span class="cell-lines"><span>${text(`mail_${kind}_subject`, { site: frame.siteName, client })}</span><code>${address}</code>${answer !== undefined && html`<span class="quiet">${answer}</span>`}</span><span class="state ${state === 'failed' ? 'warning' : 'neutral'}">${text(`system_message_${state}`)}</span>${moment(createdAt, frame)}${
        state === 'failed' &&
        html`<form method="post" action="${section}/messages/${id}/send-again">${protectedFields(frame)}<button class="button small" type="submit">${text('system_send_again')}<span class="visually-hidden"> · ${address}</span></button></form>`
      }</li>`,
  );
  return html`<section class="panel latest" aria-labelledby="messages-title">${title}<p class="quiet">${text('system_messages_lead')}</p><ol>${rows}</ol></section>`;
}

function settingsOf({ title, settings }: SystemModel['settings'][number], text: Text): Html {
  const set = settings.filter(({ source }) => source === 'set').length;
  const heading = (label: string) => html`<th scope="col">${label}</th>`;
  return html`<details class="panel fold"${set > 0 && html` open`}><summary><span lang="en">${title}</span> <span class="quiet">${text('system_set_count', { count: set })}</span></summary>
<div class="listing"><table class="list"><caption class="visually-hidden"><span lang="en">${title}</span></caption><thead><tr>${heading(text('system_setting'))}${heading(text('system_value'))}${heading(text('system_source'))}</tr></thead>
<tbody>${settings.map(
    (setting) => html`<tr><th scope="row"><code>${setting.name}</code></th>
<td data-label="${text('system_value')}">${shownValue(setting, text)}</td>
<td data-label="${text('system_source')}">${setting.source === 'set' ? html`<span class="state active">${text('system_source_set')}</span>` : html`<span class="quiet">${text('system_source_default')}</span>`}</td></tr>`,
  )}</tbody></table></div></details>`;
}

function shownValue({ value }: SettingRow, text: Text): Fragment {
  if (value === null) return html`<span class="quiet">${text('system_unset')}</span>`;
  if (value.kind === 'masked') return text('system_masked');
  return value.kind === 'words'
    ? html`<span lang="en">${value.text}</span>`
    : html`<code>${value.text}</code>`;
}
