import {
  actionForm,
  block,
  type ChangeView,
  type ClientView,
  changeTable,
  connectBlock,
  type Ending,
  endingBlock,
  secretsBlock,
  settingsBlock,
  statusBadge,
} from '../clients/client-view.ts';
import { type Counts, countWords } from '../clients/counts.ts';
import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type Fragment, type Html, html } from '../markup/html.ts';
import { copyable, copyableBlock } from '../parts/copyable.ts';
import { protectedFields } from '../parts/form.ts';
import { moment } from '../parts/moment.ts';
import { announcement } from '../parts/notice.ts';
import { seeAlso } from '../parts/see-also.ts';
import { type Text, textIn } from '../text/catalogue.ts';
import { auditPath } from './audit.ts';
import type { ClientSourceName } from './clients.ts';
import type { DocumentRow } from './documents.ts';
import { tokensPath } from './tokens.ts';

export type ClientModel = ClientView & {
  readonly source: ClientSourceName;
  readonly owner?: string;
  readonly createdBy?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly lastUsedAt?: number;
  readonly counts: Counts;
  /** What it last said of itself, where it is published, and what went wrong since. */
  readonly document?: Pick<DocumentRow, 'fetchedAt' | 'failure'> & { readonly text: string };
  /** Who vouches for it, where a federation does, and until when. */
  readonly federation?: {
    readonly registration: 'automatic' | 'explicit';
    readonly trustAnchor: string;
    readonly superior: string;
    readonly organization?: string;
    readonly endsAt: number;
  };
  /** Names the waiting change as it is shown. */
  readonly seen?: string;
  /** Somebody was faster. */
  readonly state: 'fresh' | 'settled';
};

const section = '/admin/clients';

/** One client: what waits, how to connect it, its secrets, all it is set to, and how it ends. product §12.3 */
export function clientPage(model: ClientModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const { path, change } = model;
  const isOthers = model.source === 'document' || model.source === 'federation';
  const content = html`${model.state === 'settled' && announcement('warning', 'failure', text('client_settled'))}
${change && changeBlock(model, change, { frame, text })}
<section class="panel who">${facts(model, frame, text)}</section>
${connectBlock(model, text)}
${secretsBlock(model, 'manage', frame)}
${model.document && documentBlock(model.document, frame, text)}
${model.federation && federationBlock(model.federation, frame, text)}
${settingsBlock(model, 'administrators', { text, action: isOthers ? false : html`<a class="button small" href="${path}/edit">${text('client_edit_it')}</a>` })}
${danger(model, frame, text)}`;
  return consoleLayout(
    {
      title: model.name,
      section,
      parent: { path: section, label: text('admin_clients') },
      lead: html`${statusBadge(model.status, text)} ${text(`source_${model.source}`)}`,
      action: statusActions(model, frame, text),
      content,
    },
    frame,
  );
}

function documentBlock(
  { text: said, fetchedAt, failure }: NonNullable<ClientModel['document']>,
  frame: ConsoleFrame,
  text: Text,
): Html {
  return block(
    text('document_one'),
    html`<dl class="facts">
<div><dt>${text('document_fetched')}</dt><dd>${fetchedAt === undefined ? text('client_never') : moment(fetchedAt, frame)}</dd></div>
<div><dt>${text('document_failed')}</dt><dd>${failure === undefined ? '–' : html`${text(`document_failure_${failure.reason}`)} ${moment(failure.at, frame)}`}</dd></div>
</dl>
<details class="fold"><summary>${text('document_text')}</summary>${copyableBlock('document', said, text)}</details>`,
  );
}

/** federation-vci-authlete.md FED-12, FED-13 */
function federationBlock(
  { registration, trustAnchor, superior, organization, endsAt }: NonNullable<ClientModel['federation']>,
  frame: ConsoleFrame,
  text: Text,
): Html {
  return block(
    text('source_federation'),
    html`<dl class="facts">
<div><dt>${text('federation_organization')}</dt><dd>${organization ?? '–'}</dd></div>
<div><dt>${text('federation_anchor')}</dt><dd>${copyable('trust-anchor', trustAnchor, text)}</dd></div>
<div><dt>${text('federation_superior')}</dt><dd>${copyable('superior', superior, text)}</dd></div>
<div><dt>${text('federation_registration')}</dt><dd>${text(`federation_${registration}`)}</dd></div>
<div><dt>${text('federation_until')}</dt><dd>${moment(endsAt, frame)}</dd></div>
</dl>`,
  );
}

function statusActions({ path, status, source }: ClientModel, frame: ConsoleFrame, text: Text): Fragment {
  if (status === 'pending') {
    return html`<div class="block-actions">${actionForm(frame, { action: `${path}/approve`, verb: text('client_approve'), tone: 'primary' })}${actionForm(frame, { action: `${path}/reject`, verb: text('client_reject') })}</div>`;
  }
  if (status === 'active')
    return (
      source !== 'document' &&
      source !== 'federation' &&
      html`<a class="button small" href="${path}/try">${text('try_it')}</a>`
    );
  return (
    status === 'inactive' && actionForm(frame, { action: `${path}/activate`, verb: text('client_activate') })
  );
}

function facts(model: ClientModel, frame: ConsoleFrame, text: Text): Html {
  const { lastUsedAt, owner, createdBy } = model;
  return html`<dl class="facts">
<div><dt>${text('client_id')}</dt><dd>${copyable('client-id', model.id, text)}</dd></div>
<div><dt>${text('client_owner')}</dt><dd>${owner ?? '–'}</dd></div>
<div><dt>${text('client_created')}</dt><dd>${moment(model.createdAt, frame)}${createdBy !== undefined && html`<span class="quiet">${createdBy}</span>`}</dd></div>
<div><dt>${text('client_changed')}</dt><dd>${moment(model.updatedAt, frame)}</dd></div>
<div><dt>${text('last_used')}</dt><dd>${lastUsedAt === undefined ? text('client_never') : moment(lastUsedAt, frame)}</dd></div>
<div><dt>${text('client_access')}</dt><dd><a href="${model.path}/authorizations">${countWords(model.counts, frame)}</a></dd></div>
<div><dt>${text('see_also')}</dt><dd>${seeAlso(tokensPath, { search: model.id }, text('tokens_title'))}${seeAlso(auditPath, { resource_id: model.id }, text('audit_title'))}</dd></div>
</dl>`;
}

function changeBlock(
  model: ClientModel,
  change: ChangeView,
  { frame, text }: { frame: ConsoleFrame; text: Text },
): Html {
  const decide = (decision: 'accept' | 'decline', tone: string) =>
    html`<form method="post" action="${model.path}/changes/${decision}" class="inline-form">${protectedFields(frame, { seen: model.seen })}<button class="button small ${tone}" type="submit">${text(`change_${decision}`)}</button></form>`;
  return block(
    text('change_title'),
    html`<p>${text('change_lead', { person: change.submittedBy })} ${moment(change.submittedAt, frame)}</p>
<div class="listing">${changeTable(model, change, text)}</div>
<div class="block-actions">${decide('accept', 'primary')}${decide('decline', '')}</div>`,
  );
}

function danger({ path, status, source, counts }: ClientModel, frame: ConsoleFrame, text: Text): Html {
  const isStranger = source === 'dynamic' || source === 'document' || source === 'federation';
  const ending = isStranger ? 'block' : 'deactivate';
  const endings: readonly (Ending | false)[] = [
    source === 'dynamic' && {
      title: text('make_static'),
      sentence: text('make_static_consequence'),
      href: `${path}/make-static`,
      tone: '',
    },
    status === 'active' && {
      title: text(`client_${ending}`),
      sentence: text(`${ending}_consequence`),
      href: `${path}/deactivate`,
      tone: 'revoke',
    },
    {
      title: text('revoke_client'),
      sentence: html`${text('revoke_client_consequence')} ${countWords(counts, frame)}`,
      href: `${path}/revoke-all`,
      tone: 'revoke',
    },
    source !== 'document' && {
      title: text('client_delete'),
      sentence: text('delete_client_consequence'),
      href: `${path}/delete`,
      tone: 'revoke',
    },
  ];
  return endingBlock(endings, text);
}
