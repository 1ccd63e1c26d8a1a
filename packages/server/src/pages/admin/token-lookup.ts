import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { type Fragment, type Html, html } from '../markup/html.ts';
import { textArea } from '../parts/field.ts';
import { protectedFields } from '../parts/form.ts';
import { moment } from '../parts/moment.ts';
import { notice } from '../parts/notice.ts';
import { type Text, textIn } from '../text/catalogue.ts';
import { type TokenRow, tokensPath } from './tokens.ts';

export type TokenLookupModel =
  | { readonly kind: 'ask' }
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'found';
      /** Its `jti`, or the id of its family. */
      readonly tokenId: string;
      /** Whether one access token, and not a whole connection, is meant. */
      readonly isOne: boolean;
      readonly isRevoked: boolean;
      readonly session?: TokenRow;
      /** What it says itself; absent where only its id is known. */
      readonly says?: {
        readonly client: string;
        readonly subject: string;
        readonly scope: string;
        readonly issuedAt: number;
        readonly expiresAt: number;
      };
    };

/** The token that somebody pasted, never shown again. product T-3 */
export function tokenLookupPage(model: TokenLookupModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const error = model.kind === 'unknown' ? text('token_unknown') : undefined;
  const content = html`${model.kind === 'found' && found(model, frame, text)}
<form method="post" action="${tokensPath}/lookup" class="panel form">${protectedFields(frame)}
${textArea({ name: 'token', label: text('token_field'), hint: text('token_field_hint'), error, required: true, maxlength: 16_384 })}
<div class="ask-actions"><button class="button primary" type="submit">${text('token_look_up')}</button></div></form>`;
  return consoleLayout(
    {
      title: text('token_lookup'),
      section: tokensPath,
      parent: { path: tokensPath, label: text('tokens_title') },
      content,
    },
    frame,
  );
}

type Found = Extract<TokenLookupModel, { kind: 'found' }>;

function found(model: Found, frame: ConsoleFrame, text: Text): Html {
  const { tokenId, session, says, isRevoked, isOne } = model;
  const scopes = session?.scopes.join(' ') ?? says?.scope;
  const facts: readonly (readonly [string, Fragment])[] = [
    [text('token_id'), html`<code>${tokenId}</code>`],
    [text('client_one'), session ? session.client.name : says && html`<code>${says.client}</code>`],
    [text('user'), session?.person?.username ?? (says && html`<code>${says.subject}</code>`)],
    [text('access'), scopes !== undefined && html`<code>${scopes}</code>`],
    [text('started'), moments(says?.issuedAt ?? session?.startedAt, frame)],
    [text('expires'), moments(says?.expiresAt ?? session?.expiresAt, frame)],
    [text('client_status'), isRevoked ? text('state_revoked') : session && text(`state_${session.status}`)],
  ];
  return html`<section class="panel block" aria-labelledby="found-title"><h2 id="found-title">${text('token_found')}</h2>
${session === undefined && notice('info', text('token_unstored'))}
<dl class="details">${facts
    .filter(([, value]) => value !== undefined && value !== false && value !== '')
    .map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
<div class="ask-actions">${isOne && !isRevoked && revokeForm(tokenId, frame, text)}${session !== undefined && html`<a class="button" href="${tokensPath}?search=${session.id}">${text('token_session')}</a>`}</div></section>`;
}

const moments = (at: number | undefined, frame: ConsoleFrame): Fragment =>
  at !== undefined && moment(at, frame);

const revokeForm = (tokenId: string, frame: ConsoleFrame, text: Text): Html =>
  html`<form method="post" action="${tokensPath}/lookup">${protectedFields(frame)}<input type="hidden" name="jti" value="${tokenId}"><button class="button destructive" type="submit">${text('token_revoke_one')}</button></form>`;
