import { type BrowserName, browserWords } from './browsers.ts';
import { type AccountSection, type ConsoleFrame, consoleLayout } from './console.ts';
import { type Html, html, ownPath } from './markup/html.ts';
import { protectedFields } from './parts/form.ts';
import { announcement, notice } from './parts/notice.ts';
import { type Text, textIn } from './text/catalogue.ts';

/** What is about to be ended. `action` is the path that ends it. */
export type ConfirmationModel = { readonly action: string } & (
  | { readonly kind: 'revoke_authorization'; readonly subject: string }
  | { readonly kind: 'revoke_session'; readonly subject: string }
  /** Asks for the person's own name, too. */
  | {
      readonly kind: 'revoke_all';
      readonly subject: string;
      readonly typed: 'untyped' | 'mistyped';
      /** What stands in the field. */
      readonly entered?: string;
    }
  | { readonly kind: 'end_browser'; readonly subject: BrowserName }
  | { readonly kind: 'end_others' }
);

const sections = {
  revoke_authorization: '/account/authorizations',
  revoke_session: '/account/sessions',
  revoke_all: '/account/sessions',
  end_browser: '/account/browsers',
  end_others: '/account/browsers',
} as const satisfies Record<ConfirmationModel['kind'], AccountSection>;

const buttons = {
  revoke_authorization: 'revoke_access',
  revoke_session: 'revoke',
  revoke_all: 'revoke_all',
  end_browser: 'end_session',
  end_others: 'end_others',
} as const;

/** Names the object and the consequence before anything ends. product A-3 */
export function confirmationPage(model: ConfirmationModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const section = sections[model.kind];
  const { title, consequence } = wordsOf(model, text);
  const holdsTokens = section !== '/account/browsers';
  const content = html`<form method="post" action="${ownPath(model.action) ?? section}" class="panel ask">
${protectedFields(frame)}
<p>${consequence}</p>
${holdsTokens && notice('info', text('revoke_offline'))}
${model.kind === 'revoke_all' && nameField(model, text)}
<div class="ask-actions">
<button class="button destructive" type="submit">${text(buttons[model.kind])}</button>
<a class="button" href="${section}">${text('cancel')}</a>
</div>
</form>`;
  return consoleLayout({ title, section, content }, frame);
}

function wordsOf(model: ConfirmationModel, text: Text): { title: string; consequence: string } {
  switch (model.kind) {
    case 'revoke_authorization': {
      const client = model.subject;
      return {
        title: text('revoke_authorization_title', { client }),
        consequence: text('revoke_authorization', { client }),
      };
    }
    case 'revoke_session': {
      const client = model.subject;
      return {
        title: text('revoke_session_title', { client }),
        consequence: text('revoke_session', { client }),
      };
    }
    case 'end_browser': {
      const browser = browserWords(model.subject, text);
      return { title: text('end_browser_title', { browser }), consequence: text('end_browser', { browser }) };
    }
    case 'revoke_all':
    case 'end_others':
      return { title: text(`${model.kind}_title`), consequence: text(`${model.kind}_consequence`) };
  }
}

type TypedName = Extract<ConfirmationModel, { kind: 'revoke_all' }>;

function nameField({ subject, typed, entered }: TypedName, text: Text): Html {
  const name = html`<strong>${subject}</strong>`;
  const fault = typed === 'mistyped' && html` aria-invalid="true" aria-describedby="failure"`;
  return html`<div class="field"><label for="name">${text.rich('type_name', { name })}</label>
<input id="name" name="name" type="text" value="${entered ?? ''}" autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="64" required${fault}></div>
${typed === 'mistyped' && announcement('danger', 'failure', text('type_name_wrong'))}`;
}
