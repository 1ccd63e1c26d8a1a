/** What a message tells of, and which link it carries (mail.md §2). */

import type { ClientId, Hash, UserId } from '@grantor/protocol';
import type { MailLinkPurpose } from '../store/mail-links.ts';
import type { AskedBy } from '../store/mail-messages.ts';

const MINUTE = 60;
const DAY = 24 * 3600;

/** What people choose whether they want to be told of, with what holds for whoever chose nothing (mail.md M-6). */
export const noticeChoices = {
  new_browser: 'wanted',
  connections: 'wanted',
  apps: 'wanted',
  digest: 'unwanted',
} as const;

export type NoticeChoice = keyof typeof noticeChoices;

type Kind = {
  readonly askedBy: AskedBy;
  /**
   * Whom it is for: `person`: somebody we know; `address`: whoever reads it; `typed`: whoever has the address that
   * somebody typed; `named`: whoever the facts name. Of the last two, who it is and whether they are to have it is
   * looked up when it leaves.
   */
  readonly to: 'person' | 'address' | 'typed' | 'named';
  /** Absent: nobody can switch it off. */
  readonly choice?: NoticeChoice;
  /** Where its link leads; absent: it has none, or leads to a page that anybody finds. */
  readonly link?: {
    readonly path: string;
    readonly purpose: LinkPurpose;
    /** In seconds. */
    readonly life: number;
  };
};

/**
 * `handed_over`: sets a password, as one that is handed over does (product.md U-1). `sign_in_code`: no link, but the
 * browser that asked, which the code is for. `sign_up`: an account is made.
 */
export type LinkPurpose = MailLinkPurpose | 'handed_over' | 'sign_in_code' | 'sign_up';

const notice = { askedBy: 'server', to: 'person' } as const satisfies Kind;

export const mailKinds = {
  forgot_password: {
    ...{ askedBy: 'stranger', to: 'typed' },
    link: { path: '/login/forgot/', purpose: 'password', life: 30 * MINUTE },
  },
  invitation: { ...notice, link: { path: '/invite/', purpose: 'handed_over', life: DAY } },
  password_reset: { ...notice, link: { path: '/invite/', purpose: 'handed_over', life: DAY } },
  verify_address: { ...notice, link: { path: '/address/verify/', purpose: 'verify', life: DAY } },
  address_changed: { ...notice, link: { path: '/address/take-back/', purpose: 'take_back', life: 7 * DAY } },
  password_changed: notice,
  new_browser: { ...notice, choice: 'new_browser' },
  factor_added: notice,
  factor_removed: notice,
  recovery_codes_made: notice,
  factors_reset: notice,
  connection_added: { ...notice, choice: 'connections' },
  connection_removed: { ...notice, choice: 'connections' },
  refresh_reused: { askedBy: 'server', to: 'named' },
  code_replayed: { askedBy: 'server', to: 'named' },
  // Anybody can bring it about
  account_locked: { askedBy: 'stranger', to: 'person' },
  app_approved: { ...notice, choice: 'apps' },
  app_declined: { ...notice, choice: 'apps' },
  change_accepted: { ...notice, choice: 'apps' },
  change_declined: { ...notice, choice: 'apps' },
  digest: { ...notice, choice: 'digest' },
  sign_in_code: {
    ...{ askedBy: 'stranger', to: 'typed' },
    link: { path: '', purpose: 'sign_in_code', life: 10 * MINUTE },
  },
  sign_up: {
    ...{ askedBy: 'stranger', to: 'typed' },
    link: { path: '/sign-up/', purpose: 'sign_up', life: DAY },
  },
  sign_up_known: { askedBy: 'stranger', to: 'person' },
  sign_up_approved: notice,
  sign_up_declined: { askedBy: 'server', to: 'address' },
} as const satisfies Readonly<Record<string, Kind>>;

export type MailKind = keyof typeof mailKinds;

/** Those to an address that somebody typed. */
export type TypedKind = {
  [Each in MailKind]: (typeof mailKinds)[Each]['to'] extends 'typed' ? Each : never;
}[MailKind];

export const kindOf = (kind: MailKind): Kind => mailKinds[kind];

export const linkOf = (kind: MailKind): Kind['link'] => kindOf(kind).link;

/** What administrators are told of once a day; `provider`: which, where it is about one. */
export type DigestLine = {
  readonly line: 'provider' | 'keys' | 'audit' | 'cleanup';
  readonly provider?: string;
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
  readonly factor?: 'totp' | 'passkey';
  /** The provider as it is called on buttons. */
  readonly provider?: string;
  /** The application: its id, and its name once it is known. */
  readonly clientId?: ClientId;
  readonly client?: string;
  /** Whom it is for, where that is looked up when it leaves. */
  readonly userId?: UserId;
  readonly digest?: readonly DigestLine[];
};

/** Whoever brought it about, as they may read it: no address of an administrator. */
export type MailMessage = {
  readonly kind: MailKind;
  readonly to: string;
  /** null: nobody's account is meant, but whoever reads the address. */
  readonly userId: UserId | null;
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
