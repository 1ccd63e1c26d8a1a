import { type CredentialRow, credentialList } from '../console/credentials.ts';
import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { waitingTable } from '../console/waiting.ts';
import { type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { inLanguage, type Worded } from '../parts/details.ts';
import { emptyState } from '../parts/empty.ts';
import { selection, textField, tick } from '../parts/field.ts';
import { protectedFields } from '../parts/form.ts';
import { announcement } from '../parts/notice.ts';
import { type Text, textIn } from '../text/catalogue.ts';
import { policyPaths } from './policies.ts';

export const credentialsPath = '/admin/credentials';

export type WaitingRow = {
  /** Names it in paths. */
  readonly id: string;
  readonly name: Worded;
  readonly holder: string;
  /** Epoch seconds. */
  readonly since: number;
};

export type CredentialKind = {
  /** Of its page. */ readonly path: string;
  readonly id: string;
  readonly name: Worded;
  readonly scope: string | null;
};

export type CredentialsModel = {
  readonly waiting: readonly WaitingRow[];
  readonly kinds: readonly CredentialKind[];
  readonly issued: readonly CredentialRow[];
  readonly offer: {
    readonly username: string;
    readonly kind: string;
    readonly state: 'fresh' | 'nobody' | 'refused';
  };
};

/** What people can take into their wallets, what they took, and what waits. */
export function credentialsPage(
  { waiting, kinds, issued, offer }: CredentialsModel,
  frame: ConsoleFrame,
): Html {
  const text = textIn(frame.locale);
  const content = html`${waiting.length > 0 && waitingList(waiting, frame, text)}
<section class="stack" aria-labelledby="kinds"><div class="block-head"><h2 id="kinds" class="part-title">${text('policies_credential_configuration')}</h2><a class="button small" href="${policyPaths.credential_configuration}/new">${text('policy_new_credential_configuration')}</a></div>
${kinds.length === 0 ? noKinds(text) : kindList(kinds, frame, text)}</section>
${kinds.length > 0 && offerForm(offer, kinds, frame)}
<section class="stack" aria-labelledby="issued"><h2 id="issued" class="part-title">${text('credentials_issued')}</h2>
${
  issued.length === 0
    ? html`<p class="quiet">${text('credentials_issued_none')}</p>`
    : credentialList(issued, { caption: text('credentials_issued'), base: credentialsPath }, frame)
}</section>`;
  const title = text('credentials_title');
  return consoleLayout({ title, section: credentialsPath, lead: text('credentials_lead'), content }, frame);
}

const noKinds = (text: Text): Html =>
  emptyState(icons.phone, {
    title: text('credential_kinds_none'),
    sentence: text('credential_kinds_none_why'),
  });

function waitingList(rows: readonly WaitingRow[], frame: ConsoleFrame, text: Text): Html {
  const decisions = ['approve', 'deny'] as const;
  const items = rows.map(({ id, name, holder, since }) => ({
    ...{ name: inLanguage(name, frame.locale), below: holder, since, of: holder },
    decisions: decisions.map(
      (decision) => [`${credentialsPath}/${id}/${decision}`, text(`credential_${decision}`)] as const,
    ),
  }));
  const caption = text('credentials_waiting');
  return html`<section class="stack" aria-labelledby="waiting"><h2 id="waiting" class="part-title">${caption}</h2>
${waitingTable({ caption, one: text('credential_one'), items }, frame)}</section>`;
}

function kindList(kinds: readonly CredentialKind[], frame: ConsoleFrame, text: Text): Html {
  const row = ({ path, id, name, scope }: CredentialKind): Html =>
    html`<tr><th scope="row"><span class="cell-name"><a href="${path}">${inLanguage(name, frame.locale)}</a></span></th>
<td data-label="${text('policy_one')}"><code>${id}</code></td>
<td data-label="${text('credential_scope')}">${scope === null ? '–' : html`<code>${scope}</code>`}</td></tr>`;
  return html`<div class="panel listing"><table class="list"><caption class="visually-hidden">${text('policies_credential_configuration')}</caption>
<thead><tr><th scope="col">${text('credential_one')}</th><th scope="col">${text('policy_one')}</th><th scope="col">${text('credential_scope')}</th></tr></thead>
<tbody>${kinds.map(row)}</tbody></table></div>`;
}

function offerForm(
  { username, kind, state }: CredentialsModel['offer'],
  kinds: readonly CredentialKind[],
  frame: ConsoleFrame,
): Html {
  const text = textIn(frame.locale);
  const options = kinds.map(({ id, name }) => ({ value: id, label: inLanguage(name, frame.locale) }));
  return html`<form method="post" action="${credentialsPath}/offers" class="panel form" aria-labelledby="offer">${protectedFields(frame)}
<h2 id="offer">${text('offer_new')}</h2>
${state === 'refused' && announcement('danger', 'failure', text('offer_refused'))}
${textField({
  ...{ name: 'username', label: text('offer_person'), value: username, spelling: 'exact', required: true },
  ...{ maxlength: 256, autocomplete: 'off' },
  error: state === 'nobody' ? text('offer_nobody') : undefined,
})}
${selection({ name: 'kind', label: text('credential_one'), value: kind, options })}
${tick({ name: 'code', label: text('offer_tx'), hint: text('offer_tx_hint'), checked: true })}
<div class="ask-actions"><button class="button" type="submit">${text('offer_make')}</button></div></form>`;
}
