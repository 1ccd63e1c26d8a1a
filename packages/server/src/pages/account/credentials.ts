import { type CredentialRow, credentialList } from '../console/credentials.ts';
import { type ConsoleFrame, consoleLayout } from '../console/layout.ts';
import { questionPage } from '../console/question.ts';
import { type Html, html } from '../markup/html.ts';
import { icons } from '../markup/icons.ts';
import { inLanguage, type Worded } from '../parts/details.ts';
import { emptyState } from '../parts/empty.ts';
import { protectedFields } from '../parts/form.ts';
import { announcement } from '../parts/notice.ts';
import { type Text, textIn } from '../text/catalogue.ts';

export const ownCredentialsPath = '/account/credentials';

/** A kind of credential that a person can have. */
export type CredentialChoice = {
  readonly id: string;
  readonly name: Worded;
  readonly description: string | null;
  /** What it says of them. */
  readonly claims: readonly Worded[];
};

export type OwnCredentialsModel = {
  readonly choices: readonly CredentialChoice[];
  readonly held: readonly CredentialRow[];
  /** `refused`: an offer could not be made. */
  readonly state: 'fresh' | 'refused';
};

/** What a person can take into their wallet, and what they took. */
export function ownCredentialsPage({ choices, held, state }: OwnCredentialsModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const content = html`${state === 'refused' && announcement('danger', 'failure', text('offer_refused'))}
${
  choices.length === 0
    ? emptyState(icons.phone, {
        title: text('credential_kinds_none'),
        sentence: text('own_credentials_none'),
      })
    : html`<div class="stack">${choices.map((choice) => choiceOf(choice, frame, text))}</div>`
}
<section class="stack" aria-labelledby="held"><h2 id="held" class="part-title">${text('credentials_held')}</h2>
${
  held.length === 0
    ? html`<p class="quiet">${text('credentials_held_none')}</p>`
    : credentialList(held, { caption: text('credentials_held'), base: ownCredentialsPath }, frame)
}</section>`;
  const title = text('credentials_title');
  return consoleLayout(
    { title, section: ownCredentialsPath, lead: text('own_credentials_lead'), content },
    frame,
  );
}

const choiceOf = (
  { id, name, description, claims }: CredentialChoice,
  frame: ConsoleFrame,
  text: Text,
): Html => {
  const called = inLanguage(name, frame.locale);
  const says = claims.map((claim) => inLanguage(claim, frame.locale)).join(' · ');
  return html`<form method="post" action="${ownCredentialsPath}/${id}/offer" class="panel form">${protectedFields(frame)}
<h2>${called}</h2>${description !== null && html`<p>${description}</p>`}
<p class="quiet">${says}</p>
<div class="ask-actions"><button class="button primary" type="submit">${text('credential_get')}<span class="visually-hidden"> · ${called}</span></button></div></form>`;
};

export type CredentialEndModel = { readonly id: string; readonly name: Worded };

/** Asks before a credential is good no more. product A-3 */
export function credentialEndPage(
  { id, name }: CredentialEndModel,
  base: typeof ownCredentialsPath | '/admin/credentials',
  frame: ConsoleFrame,
): Html {
  const text = textIn(frame.locale);
  return questionPage(
    {
      title: text('revoke_credential_title', { credential: inLanguage(name, frame.locale) }),
      ...{ section: base, parent: { path: base, label: text('credentials_title') } },
      consequence: text('revoke_credential_consequence'),
      ...{ action: `${base}/${id}/revoke`, verb: text('credential_revoke'), back: base },
    },
    frame,
  );
}
