/** What a message tells of, and which link it carries (mail.md §2). */

import type { Hash, UserId } from '@grantor/protocol';
import type { MailLinkPurpose } from '../store/mail-links.ts';
import type { AskedBy } from '../store/mail-messages.ts';

const DAY = 24 * 3600;

type Kind = {
  readonly askedBy: AskedBy;
  /** Where its link leads; absent: it has none, or leads to a page that anybody finds. */
  readonly link?: {
    readonly path: string;
    /** null: a link to set a password, as one that is handed over (product.md U-1). */
    readonly purpose: MailLinkPurpose | null;
    /** In seconds. */
    readonly life: number;
  };
};

export const mailKinds = {
  forgot_password: {
    askedBy: 'stranger',
    link: { path: '/login/forgot/', purpose: 'password', life: 30 * 60 },
  },
  invitation: { askedBy: 'server', link: { path: '/invite/', purpose: null, life: DAY } },
  password_reset: { askedBy: 'server', link: { path: '/invite/', purpose: null, life: DAY } },
  verify_address: { askedBy: 'server', link: { path: '/address/verify/', purpose: 'verify', life: DAY } },
  address_changed: {
    askedBy: 'server',
    link: { path: '/address/take-back/', purpose: 'take_back', life: 7 * DAY },
  },
  password_changed: { askedBy: 'server' },
  new_browser: { askedBy: 'server' },
} as const satisfies Readonly<Record<string, Kind>>;

export type MailKind = keyof typeof mailKinds;

export const linkOf = (kind: MailKind): Kind['link'] => {
  const row: Kind = mailKinds[kind];
  return row.link;
};

/** What a message says besides its link; secrets are never among it. */
export type MailFacts = {
  readonly username: string;
  /** Epoch seconds of what it tells of. */
  readonly at: number;
  /** Where it was asked for or done. */
  readonly from?: string | null;
  readonly userAgent?: string | null;
  /** The other address, where it is about two. */
  readonly otherAddress?: string;
  /** Epoch seconds until which its link works. */
  readonly until?: number;
};

/** Whoever brought it about, as they may read it: no address of an administrator. */
export type MailMessage = {
  readonly kind: MailKind;
  readonly to: string;
  readonly userId: UserId;
  /** The person's own, then others they may read, as `Accept-Language` lists them. */
  readonly languages: string;
  readonly facts: MailFacts;
  /** What stands in its link; its hash is stored where the link is looked up. */
  readonly secret?: string;
  /** Of messages with the same one, a person gets one a day. */
  readonly topic?: string;
};

/** What transactions name that count the messages of a person, or of an address. */
export const mailTurn = (personOrAddress: string): string => `mail ${personOrAddress}`;

/** Under which a link's secret is sealed: it opens for its own message only. */
export const sealLabel = (id: string | Hash): string => `mail link ${id}`;
