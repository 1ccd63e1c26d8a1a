import type { Frame } from './layout/frame.ts';
import { layout } from './layout/layout.ts';
import { type Html, html } from './markup/html.ts';
import { icons } from './markup/icons.ts';
import {
  accessList,
  changedAccess,
  type Language,
  type RequestedAccess,
  type ShownChange,
} from './parts/access.ts';
import { accountRow } from './parts/account.ts';
import { type ClientIdentity, clientBand, clientLinks, returnName } from './parts/client.ts';
import { type FlowForm, flowFields, protectedFields } from './parts/form.ts';
import { type Again, againNotice, notice } from './parts/notice.ts';
import { type Text, textIn } from './text/catalogue.ts';

export type ConsentModel = FlowForm & {
  readonly client: ClientIdentity;
  readonly access: RequestedAccess;
  /** What becomes of access that was given before; absent: nothing. */
  readonly change?: ShownChange;
  /** Digest of all that is shown; the decision counts for nothing else. protocol.md IN-6 */
  readonly shown: string;
  readonly again?: Again;
};

/** The consent page; posts `action=approve`, `deny` or `switch` to `/consent`. protocol.md IN-2 */
export function consentPage(model: ConsentModel, frame: Frame): Html {
  const text = textIn(frame.locale);
  const { client } = model;
  const title = text('consent_title', { client: client.name });
  const change = html`<button class="button small" type="submit" name="action" value="switch">${text('account_switch')}</button>`;
  const content = html`${clientBand(client, text)}
<form method="post" action="/consent" class="body">
${protectedFields(frame, { ...flowFields(model), shown: model.shown })}
<h1>${title}</h1>
${againNotice(model.again, text)}
${warning(client, text)}
${askedAccess(model, { text, locale: frame.locale })}
${frame.account && accountRow(frame.account, text, change)}
<p class="return">${text.rich('return_to', { host: returnName(client.destination, text) })}</p>
${decision(text)}
<p class="quiet centred">${undo(text)}</p>
</form>
${clientLinks(client, text)}`;
  return layout({ title, content, width: 'wide' }, frame);
}

/** What is asked for, beside what was given before where that is to be changed. */
export const askedAccess = (
  { access, change }: Pick<ConsentModel, 'access' | 'change'>,
  language: Language,
): Html => (change === undefined ? accessList(access, language) : changedAccess(access, change, language));

/** Allow and Deny, equal in weight. protocol.md IN-2 */
export function decision(text: Text): Html {
  return html`<div class="pair">
<button class="button even" type="submit" name="action" value="deny">${icons.cross}${text('deny')}</button>
<button class="button even" type="submit" name="action" value="approve">${icons.check}${text('allow')}</button>
</div>`;
}

/** Where a decision can be taken back. */
export function undo(text: Text): Html {
  const place = html`<a href="/account/authorizations">${text('authorizations')}</a>`;
  return text.rich('consent_undo', { place });
}

/** What the person has to judge alone, because nobody here vouches for the client. clients.md §10 */
export function warning(
  { destination, selfRegistered, documentHost, federation }: ClientIdentity,
  text: Text,
): Html | false {
  const isLocal = destination.kind !== 'web';
  if (!selfRegistered)
    return destination.kind === 'this_device' && notice('warning', text('consent_this_device'));
  if (federation !== undefined)
    return html`${federationNotice(federation, text)}${isLocal && notice('warning', text('consent_this_device'))}`;
  if (documentHost === undefined) {
    if (isLocal) return notice('warning', text('consent_unverified_device'));
    return notice('warning', text.rich('consent_unverified', { host: strong(destination.host) }));
  }
  const document = strong(documentHost);
  if (isLocal) return notice('warning', text.rich('consent_document_device', { document }));
  if (destination.host === documentHost) return documentNotice(documentHost, text);
  const host = strong(destination.host);
  return notice('warning', text.rich('consent_document_elsewhere', { document, host }));
}

/** Where the client describes itself, and that this is all anybody here knows of it. clients.md §10 */
export const documentNotice = (host: string, text: Text): Html =>
  notice('warning', text.rich('consent_document', { document: strong(host) }));

/** Who vouches for the client, and for whom; nobody here knows either. */
export const federationNotice = (
  { anchor, organization }: NonNullable<ClientIdentity['federation']>,
  text: Text,
): Html =>
  notice(
    'warning',
    organization === undefined
      ? text.rich('consent_federation', { anchor: strong(anchor) })
      : text.rich('consent_federation_of', { anchor: strong(anchor), organization: strong(organization) }),
  );

const strong = (words: string): Html => html`<strong>${words}</strong>`;
