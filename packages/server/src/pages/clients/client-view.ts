/** Owns how one client is laid out for those who look after it: what it is, its secrets, how to connect it. */

import type { ConsoleFrame } from '../console/layout.ts';
import { type Fragment, type Html, html } from '../markup/html.ts';
import { copyable, copyableBlock } from '../parts/copyable.ts';
import { protectedFields } from '../parts/form.ts';
import { moment } from '../parts/moment.ts';
import { type PlainKey, type Text, textIn } from '../text/catalogue.ts';
import type { ClientField } from './field.ts';
import { type ClientValues, sectionsFor } from './fields.ts';
import { shownValue } from './form.ts';

export type ClientStatus = 'active' | 'pending' | 'inactive';

export type SecretRow = {
  readonly name: string;
  readonly label?: string;
  readonly lastFour?: string;
  /** Epoch seconds, as all times. */
  readonly createdAt?: number;
  readonly expiresAt?: number;
  /** To the hour; absent: never. */
  readonly usedAt?: number;
  readonly isOver: boolean;
};

export type ClientView = {
  /** Where it is looked at; its operations stand below. */
  readonly path: string;
  readonly id: string;
  readonly name: string;
  readonly status: ClientStatus;
  readonly values: ClientValues;
  /** null: it proves itself otherwise. */
  readonly secrets: readonly SecretRow[] | null;
  readonly issuer: string;
  /** Addresses of this server, by the name that metadata gives them (RFC 8414 §2). */
  readonly endpoints: readonly { readonly name: string; readonly address: string }[];
  readonly change?: ChangeView;
};

/** What the owner of an approved client wants it to be. */
export type ChangeView = {
  readonly values: ClientValues;
  readonly submittedAt: number;
  readonly submittedBy: string;
};

const states = { active: 'active', pending: 'paused', inactive: 'revoked' } as const;

export const statusBadge = (status: ClientStatus, text: Text): Html =>
  html`<span class="state ${states[status]}">${text(`client_${status}`)}</span>`;

/** A way to end it: what it is called, what comes of it, and where it is asked. */
export type Ending = {
  readonly title: string;
  readonly sentence: Fragment;
  readonly href: string;
  readonly tone: '' | 'revoke';
};

export const endingBlock = (endings: readonly (Ending | false)[], text: Text): Html =>
  block(
    text('client_danger'),
    html`<ul class="danger-list">${endings.map(
      (ending) =>
        ending &&
        html`<li><div><strong>${ending.title}</strong><p class="quiet">${ending.sentence}</p></div><a class="button small ${ending.tone}" href="${ending.href}">${ending.title}</a></li>`,
    )}</ul>`,
  );

export const block = (title: string, content: Fragment, action?: Fragment): Html =>
  html`<section class="panel block"><div class="block-head"><h2>${title}</h2>${action}</div>${content}</section>`;

/** A button that does something which can be undone. */
export const actionForm = (
  frame: ConsoleFrame,
  { action, verb, of, tone = '' }: { action: string; verb: string; of?: string; tone?: string },
): Html =>
  html`<form method="post" action="${action}" class="inline-form">${protectedFields(frame)}<button class="button small ${tone}" type="submit">${verb}${of !== undefined && html`<span class="visually-hidden"> · ${of}</span>`}</button></form>`;

/** How the application finds this server, ready to be copied. */
export function connectBlock(client: ClientView, text: Text): Html {
  const addresses = client.endpoints.map(
    ({ name, address }) =>
      html`<div><dt><code>${name}</code></dt><dd>${copyable(`endpoint-${name}`, address, text)}</dd></div>`,
  );
  return block(
    text('client_connect'),
    html`<p class="quiet">${text('client_connect_lead')}</p>
${copyableBlock('snippet', snippetOf(client), text)}
<details class="fold"><summary>${text('client_endpoints')}</summary><dl class="facts wide-facts">${addresses}</dl></details>`,
  );
}

/** As most programs take it: environment variables. */
function snippetOf({ id, issuer, values, secrets }: ClientView): string {
  const redirect = values['redirect_uris']?.split('\n')[0];
  return [
    `OIDC_ISSUER=${issuer}`,
    `OIDC_CLIENT_ID=${id}`,
    ...(secrets === null ? [] : ['OIDC_CLIENT_SECRET=…']),
    ...(redirect === undefined ? [] : [`OIDC_REDIRECT_URI=${redirect}`]),
    `OIDC_SCOPES=${JSON.stringify(values['scopes'] ?? '')}`,
  ].join('\n');
}

/** `rotate`: its owner makes new ones; `manage`: administrators add and delete single ones, too. */
export function secretsBlock(client: ClientView, may: 'manage' | 'rotate', frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const { secrets, path } = client;
  if (secrets === null) return block(text('secrets'), html`<p class="quiet">${text('secrets_none')}</p>`);
  const live = secrets.filter(({ isOver }) => !isOver).length;
  const action = html`<div class="block-actions">${may === 'manage' && live < 2 && html`<a class="button small" href="${path}/secrets">${text('secret_add')}</a>`}<a class="button small" href="${path}/regenerate-secret">${text('secret_regenerate')}</a></div>`;
  return block(
    text('secrets'),
    html`${may === 'manage' && html`<p class="quiet">${text('secrets_lead')}</p>`}<ul class="secret-list">${secrets.map((secret) => secretRow(secret, may === 'manage' ? path : null, frame))}</ul>`,
    action,
  );
}

function secretRow(secret: SecretRow, path: string | null, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const { label, lastFour, createdAt, expiresAt, usedAt, isOver } = secret;
  return html`<li${isOver && html` class="ended"`}><div><p class="secret-name">${label ?? text('client_secret')}${lastFour !== undefined && html` <code>…${lastFour}</code>`}</p></div>
<dl class="facts">
<div><dt>${text('client_created')}</dt><dd>${createdAt === undefined ? text('unknown') : moment(createdAt, frame)}</dd></div>
<div><dt>${text('last_used')}</dt><dd>${usedAt === undefined ? text('client_never') : moment(usedAt, frame)}</dd></div>
<div><dt>${text(isOver ? 'secret_ended' : 'secret_ends')}</dt><dd>${expiresAt === undefined ? text('client_never') : moment(expiresAt, frame)}</dd></div>
</dl>
${path !== null && html`<a class="button small revoke" href="${path}/delete-secret?secret=${secret.name}">${text('client_delete')}<span class="visually-hidden"> · ${label ?? text('client_secret')} ${lastFour ?? ''}</span></a>`}</li>`;
}

/** Every field that says something, by section. */
export function settingsBlock(
  client: ClientView,
  audience: ClientField['audience'],
  { text, action }: { text: Text; action?: Fragment },
): Html {
  const sections = sectionsFor(audience).map((section) => {
    const said = section.fields.filter(({ name }) => (client.values[name] ?? '') !== '');
    if (said.length === 0) return false;
    return html`<div class="settings"><h3>${text(section.title)}</h3><dl class="facts wide-facts">${said.map(
      (field) =>
        html`<div><dt>${text(field.label)}</dt><dd>${shownValue(field, client.values[field.name], text)}</dd></div>`,
    )}</dl></div>`;
  });
  return block(text('client_settings'), html`${sections}`, action);
}

/** What is and what would be, side by side. product O-2 */
export function changeTable(client: ClientView, change: ChangeView, text: Text): Html {
  const fields = sectionsFor('administrators')
    .flatMap((section) => section.fields)
    .filter(({ name }) => (client.values[name] ?? '') !== (change.values[name] ?? ''));
  const column = (label: PlainKey) => html`<th scope="col">${text(label)}</th>`;
  return html`<table class="list"><caption class="visually-hidden">${text('change_title')}</caption><thead><tr>${column('change_field')}${column('change_now')}${column('change_then')}</tr></thead>
<tbody>${fields.map(
    (field) => html`<tr><th scope="row">${text(field.label)}</th>
<td data-label="${text('change_now')}">${shownValue(field, client.values[field.name], text)}</td>
<td data-label="${text('change_then')}">${shownValue(field, change.values[field.name], text)}</td></tr>`,
  )}</tbody></table>`;
}
