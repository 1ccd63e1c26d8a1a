/** Finds the words for a message that waits, and the address of its link. */

import { chooseLocale } from '../http/locale.ts';
import { codeFor } from '../outbox/codes.ts';
import { linkOf, type MailFacts, type MailKind } from '../outbox/message.ts';
import { type MessageKind, mailMessage } from '../pages/index.ts';
import { browserName } from '../site/user-agent.ts';
import type { MailMessageRow } from '../store/mail-messages.ts';
import type { Letter } from './transport.ts';

export type Correspondence = { readonly baseUrl: string; readonly siteName: string };

/** Where the action of a message without a link of its own leads. */
const pages: Readonly<Partial<Record<MailKind, string>>> = {
  password_changed: '/login/forgot',
  new_browser: '/account/browsers',
  factor_added: '/account/factors',
  factor_removed: '/account/factors',
  recovery_codes_made: '/account/factors',
  factors_reset: '/account/factors',
  connection_added: '/account/connections',
  connection_removed: '/account/connections',
  refresh_reused: '/account/authorizations',
  code_replayed: '/account/authorizations',
  account_locked: '/account/activity',
  digest: '/admin',
  sign_up_known: '/login',
  sign_up_approved: '/login',
};

const appKinds: readonly MailKind[] = ['app_approved', 'app_declined', 'change_accepted', 'change_declined'];

function pageOf(kind: MailKind, { clientId }: MailFacts): string | undefined {
  if (clientId !== undefined && appKinds.includes(kind)) return `/apps/${encodeURIComponent(clientId)}`;
  return pages[kind];
}

/** Of messages whose link may be typed as a code, and of those that carry nothing else. */
const hasCode = (kind: MailKind): boolean => kind === 'verify_address' || kind === 'sign_in_code';

/** `secret`: what stands in the link; null: it has none. */
export function compose(
  row: MailMessageRow,
  secret: string | null,
  { baseUrl, siteName, codeKey }: Correspondence & { readonly codeKey: Uint8Array },
): Letter {
  const kind = row.kind as MailKind & MessageKind; // nothing else is written into the table
  const facts = JSON.parse(row.facts) as MailFacts;
  const prefix = linkOf(kind)?.path ?? '';
  const path = secret === null || prefix === '' ? pageOf(kind, facts) : `${prefix}${secret}`;
  const agent = facts.userAgent ?? undefined;
  const { subject, text, html } = mailMessage(
    {
      ...{ kind, username: facts.username, address: row.address, at: facts.at, until: facts.until },
      link: path === undefined ? undefined : `${baseUrl}${path}`,
      code: secret !== null && hasCode(kind) ? codeFor(codeKey, secret) : undefined,
      from: facts.from ?? undefined,
      browser: agent === undefined ? undefined : browserName(agent),
      otherAddress: facts.otherAddress,
      factor: facts.factor,
      client: facts.client ?? facts.clientId,
      provider: facts.provider,
      digest: facts.digest,
    },
    { locale: chooseLocale([], row.languages), siteName },
  );
  return { id: row.id, to: row.address, subject, text, html: html.toString() };
}
