import type { ConsoleFrame } from '../console/layout.ts';
import { questionPage, type TypedName } from '../console/question.ts';
import type { Section } from '../console/sections.ts';
import { type Html, html } from '../markup/html.ts';
import { type BrowserName, browserWords } from '../parts/browser.ts';
import { choice, tick } from '../parts/field.ts';
import { announcement, notice } from '../parts/notice.ts';
import { type Text, textIn } from '../text/catalogue.ts';
import { peoplePath } from './people.ts';
import type { PersonRefusalWords } from './person.ts';

/** What is about to happen to a person. */
export type PersonQuestion = {
  readonly username: string;
  /** The page about them. */
  readonly path: string;
  readonly refused?: PersonRefusalWords;
} & (
  | { readonly kind: 'disable' }
  | { readonly kind: 'delete'; readonly state: TypedName['state']; readonly entered?: string | undefined }
  | {
      readonly kind: 'reset';
      readonly way: 'random' | 'link' | 'mail';
      readonly mustChange: boolean;
      /** Where a link can be sent; null: it can only be handed over. */
      readonly address: string | null;
    }
  | { readonly kind: 'reset_factors' }
  | {
      readonly kind: 'revoke';
      readonly client: string;
      readonly action: string;
      /** The list it was reached from. */
      readonly section: Extract<Section, '/admin/users' | '/admin/authorizations'>;
    }
  | {
      readonly kind: 'disconnect';
      readonly provider: string;
      /** What they are called there. */
      readonly account?: string;
      /** `only_way`: they have no password, and no other provider; `vouched`: nobody signs in with it. */
      readonly standing: 'one_of_several' | 'only_way' | 'vouched';
      readonly action: string;
      /** The list it was reached from. */
      readonly section: Extract<Section, '/admin/users' | '/admin/connections'>;
    }
  | {
      readonly kind: 'end_session';
      readonly browser: BrowserName;
      readonly action: string;
      /** The list it was reached from. */
      readonly section: Extract<Section, '/admin/users' | '/admin/sessions'>;
    }
);

/** Asks before something of somebody ends. product A-3 */
export function personQuestionPage(question: PersonQuestion, frame: ConsoleFrame): Html {
  const text = textIn(frame.locale);
  const { path, username } = question;
  const shown = shapeOf(question, text);
  const section = 'section' in question ? question.section : peoplePath;
  return questionPage(
    {
      section,
      parent:
        section === peoplePath ? { path, label: username } : { path: section, label: text(lists[section]) },
      ...shown,
      more: html`${question.refused !== undefined && announcement('danger', 'failure', text(`refused_${question.refused}`))}${shown.more}`,
    },
    frame,
  );
}

/** What each list beside that of people is called. */
const lists = {
  '/admin/authorizations': 'every_authorization_title',
  '/admin/sessions': 'all_sessions',
  '/admin/connections': 'every_connection_title',
} as const;

type Shape = Omit<Parameters<typeof questionPage>[0], 'section' | 'parent'>;
type Of<Kind extends PersonQuestion['kind']> = Extract<PersonQuestion, { kind: Kind }>;

function shapeOf(question: PersonQuestion, text: Text): Shape {
  const { path, username: name } = question;
  switch (question.kind) {
    case 'disable':
      return {
        title: text('user_disable_title', { name }),
        consequence: text('user_disable_consequence', { name }),
        more: notice('info', text('revoke_offline')),
        action: `${path}/disable`,
        verb: text('user_disable'),
        back: path,
      };
    case 'delete':
      return deletion(question, text);
    case 'reset':
      return {
        title: text('reset_title', { name }),
        consequence: text('reset_consequence', { name }),
        more: resetFields(question, text),
        action: `${path}/reset-password`,
        verb: text('reset_password'),
        back: path,
      };
    case 'reset_factors':
      return {
        title: text('reset_factors_title', { name }),
        consequence: text('reset_factors_consequence', { name }),
        action: `${path}/reset-factors`,
        verb: text('reset_factors'),
        back: path,
      };
    case 'revoke':
      return revocation(question, text);
    case 'disconnect':
      return disconnection(question, text);
    case 'end_session':
      return sessionEnd(question, text);
  }
}

const deletion = ({ path, username: name, state, entered }: Of<'delete'>, text: Text): Shape => ({
  title: text('user_delete_title', { name }),
  consequence: text('user_delete_consequence', { name }),
  more: notice('info', text('revoke_offline')),
  typed: { name, state, entered, of: 'somebody_else' },
  action: `${path}/delete`,
  verb: text('user_delete'),
  back: path,
});

const revocation = ({ path, username: name, client, action, section }: Of<'revoke'>, text: Text): Shape => ({
  title: text('user_revoke_title', { client, name }),
  consequence: text('user_revoke_consequence', { client, name }),
  more: notice('info', text('revoke_offline')),
  action,
  verb: text('revoke_access'),
  back: section === peoplePath ? `${path}/authorizations` : section,
});

function disconnection(question: Of<'disconnect'>, text: Text): Shape {
  const { path, username: name, provider, account, standing, action, section } = question;
  return {
    title: text('user_disconnect_title', { provider, name }),
    consequence: disconnectionConsequence({ provider, name, account, standing }, text),
    more: standing === 'only_way' && notice('warning', text('user_disconnect_only_way', { name })),
    action,
    verb: text('disconnect'),
    back: section === peoplePath ? `${path}/connections` : section,
  };
}

function disconnectionConsequence(
  {
    standing,
    account,
    ...named
  }: { readonly name: string } & Pick<Of<'disconnect'>, 'provider' | 'standing'> & {
      readonly account: string | undefined;
    },
  text: Text,
): Html | string {
  if (standing === 'vouched') return text('user_vouched_end_consequence', named);
  return account === undefined
    ? text('user_disconnect_consequence', named)
    : text('user_disconnect_account', { ...named, account });
}

function sessionEnd(question: Of<'end_session'>, text: Text): Shape {
  const { path, username: name, action, section } = question;
  const browser = browserWords(question.browser, text);
  return {
    title: text('user_end_title', { name }),
    consequence: text('user_end_consequence', { name, browser }),
    action,
    verb: text('end_session'),
    back: section === '/admin/sessions' ? section : `${path}/sessions`,
  };
}

function resetFields(
  { way, mustChange, address }: Extract<PersonQuestion, { kind: 'reset' }>,
  text: Text,
): Html {
  const one = (value: typeof way, label: string) =>
    choice({ id: `way-${value}`, name: 'way', value, label, checked: value === way });
  return html`<fieldset class="fields"><legend>${text('reset_way')}</legend>${one('random', text('reset_random'))}${one('link', text('reset_link'))}${address !== null && one('mail', text('reset_mail', { address }))}</fieldset>
${tick({ name: 'must_change_password', label: text('reset_must_change'), checked: mustChange })}`;
}
