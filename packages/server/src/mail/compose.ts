/** Finds the words for a message that waits, and the address of its link. */

import { chooseLocale } from '../http/locale.ts';
import { linkOf, type MailFacts, type MailKind } from '../outbox/message.ts';
import { type MessageKind, mailMessage } from '../pages/index.ts';
import { browserName } from '../site/user-agent.ts';
import type { MailMessageRow } from '../store/mail-messages.ts';
import type { Letter } from './transport.ts';

export type Correspondence = { readonly baseUrl: string; readonly siteName: string };

/** Where the action of a message without a link of its own leads. */
const pageOf: Readonly<Partial<Record<MailKind, string>>> = {
  password_changed: '/login/forgot',
  new_browser: '/account/browsers',
};

/** `secret`: what stands in the link; null: it has none. */
export function compose(
  row: MailMessageRow,
  secret: string | null,
  { baseUrl, siteName }: Correspondence,
): Letter {
  const kind = row.kind as MailKind & MessageKind; // nothing else is written into the table
  const facts = JSON.parse(row.facts) as MailFacts;
  const path = secret === null ? (pageOf[kind] ?? '/') : `${linkOf(kind)?.path ?? '/'}${secret}`;
  const agent = facts.userAgent ?? undefined;
  const { subject, text, html } = mailMessage(
    {
      ...{ kind, username: facts.username, address: row.address, link: `${baseUrl}${path}`, at: facts.at },
      until: facts.until,
      from: facts.from ?? undefined,
      browser: agent === undefined ? undefined : browserName(agent),
      otherAddress: facts.otherAddress,
    },
    { locale: chooseLocale([], row.languages), siteName },
  );
  return { id: row.id, to: row.address, subject, text, html: html.toString() };
}
