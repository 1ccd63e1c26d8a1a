/** Owns how credentials are listed that were given out. */
import { type Html, html } from '../markup/html.ts';
import { inLanguage, type Worded } from '../parts/details.ts';
import { moment } from '../parts/moment.ts';
import { textIn } from '../text/catalogue.ts';
import type { ConsoleFrame } from './layout.ts';

export type CredentialRow = {
  readonly id: string;
  readonly name: Worded;
  /** Absent: their own. */
  readonly holder?: string;
  /** Epoch seconds. */
  readonly issuedAt: number;
  readonly expiresAt: number;
  readonly state: 'valid' | 'revoked' | 'expired';
};

type Listing = { readonly caption: string; readonly base: string };

export function credentialList(
  rows: readonly CredentialRow[],
  { caption, base }: Listing,
  frame: ConsoleFrame,
): Html {
  const text = textIn(frame.locale);
  const heading = (label: string) => html`<th scope="col">${label}</th>`;
  const row = ({ id, name, holder, issuedAt, expiresAt, state }: CredentialRow): Html => {
    const called = inLanguage(name, frame.locale);
    return html`<tr><th scope="row"><span class="cell-name">${called}</span>${holder !== undefined && html`<span class="cell-below">${holder}</span>`}</th>
<td data-label="${text('credential_given')}">${moment(issuedAt, frame)}</td>
<td data-label="${text('credential_ends')}">${moment(expiresAt, frame)}</td>
<td data-label="${text('credential_state')}"><span class="state ${state === 'valid' ? 'active' : state}">${text(`credential_state_${state}`)}</span></td>
<td class="act">${state === 'valid' && html`<a class="button small revoke" href="${base}/${id}/revoke">${text('credential_revoke')}<span class="visually-hidden"> · ${called}</span></a>`}</td></tr>`;
  };
  return html`<div class="panel listing"><table class="list"><caption class="visually-hidden">${caption}</caption>
<thead><tr>${heading(text('credential_one'))}${heading(text('credential_given'))}${heading(text('credential_ends'))}${heading(text('credential_state'))}<th scope="col"><span class="visually-hidden">${text('actions')}</span></th></tr></thead>
<tbody>${rows.map(row)}</tbody></table></div>`;
}
