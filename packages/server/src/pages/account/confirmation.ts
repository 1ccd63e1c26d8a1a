import type { ConsoleFrame } from '../console/layout.ts';
import { questionPage } from '../console/question.ts';
import type { Section } from '../console/sections.ts';
import type { Html } from '../markup/html.ts';
import { type BrowserName, browserWords } from '../parts/browser.ts';
import { notice } from '../parts/notice.ts';
import { type Text, textIn } from '../text/catalogue.ts';

/** What is about to be ended. `action` is the path that ends it. */
export type ConfirmationModel = { readonly action: string } & (
  | { readonly kind: 'revoke_authorization' | 'revoke_grant'; readonly subject: string }
  | { readonly kind: 'revoke_session' | 'pause_session' | 'resume_session'; readonly subject: string }
  | { readonly kind: 'revoke_all' }
  | { readonly kind: 'end_browser'; readonly subject: BrowserName }
  | { readonly kind: 'end_others' }
);

const sections = {
  revoke_authorization: '/account/authorizations',
  revoke_grant: '/account/authorizations',
  revoke_session: '/account/authorizations',
  pause_session: '/account/authorizations',
  resume_session: '/account/authorizations',
  revoke_all: '/account/authorizations',
  end_browser: '/account/browsers',
  end_others: '/account/browsers',
} as const satisfies Record<ConfirmationModel['kind'], Section>;

const verbs = {
  revoke_authorization: 'revoke_access',
  revoke_grant: 'end_this_one',
  revoke_session: 'end_this_one',
  pause_session: 'token_disable',
  resume_session: 'token_enable',
  revoke_all: 'revoke_all',
  end_browser: 'end_session',
  end_others: 'end_others',
} as const;

/** Asks before something of the person's own ends. product A-3 */
export function confirmationPage(model: ConfirmationModel, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const section = sections[model.kind];
  const endsTokens = section !== '/account/browsers' && model.kind !== 'resume_session';
  const isOfList = model.kind === 'pause_session' || model.kind === 'resume_session';
  return questionPage(
    {
      ...wordsOf(model, text),
      section,
      more: endsTokens && notice('info', text('revoke_offline')),
      action: model.action,
      verb: text(verbs[model.kind]),
      ...(model.kind === 'resume_session' ? { weight: 'light' } : {}),
      back: isOfList ? '/account/sessions' : section,
    },
    frame,
  );
}

function wordsOf(model: ConfirmationModel, text: Text): { title: string; consequence: string } {
  switch (model.kind) {
    case 'revoke_authorization':
    case 'revoke_grant':
    case 'revoke_session':
    case 'pause_session':
    case 'resume_session': {
      const client = model.subject;
      return {
        title: text(`${model.kind}_title`, { client }),
        consequence: text(model.kind, { client }),
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
