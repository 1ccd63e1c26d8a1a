/** What waits to be sent, and the links that messages hold (mail.md M-2). */

import type { Json } from './json.ts';

/** A message to send, or sent (mail.md M-2). */
export type MailMessageTable = {
  /** Stands in the Message-ID, too. */
  id: string;
  kind: string;
  /** null: whose address it is will be looked up when it is sent. */
  user_id: string | null;
  address: string;
  address_folded: string;
  /** As `Accept-Language` lists them. */
  languages: string;
  facts: Json;
  /** What stands in its link, sealed; null: it has none, or has left. */
  sealed_link: string | null;
  asked_by: string;
  /** Of messages with the same one, a person gets one a day. */
  topic: string | null;
  attempts: number;
  /** What the mail server said last. */
  answer: string | null;
  created_at: number;
  /** null: none follows. */
  next_attempt_at: number | null;
  sent_at: number | null;
  failed_at: number | null;
};

/** What a link in a message does, and for whom. */
export type MailLinkTable = {
  /** SHA-256 of what stands in the link. */
  hash: string;
  user_id: string;
  purpose: string;
  /** The address that it is about. */
  address: string;
  /** What is stored of the code beside it; null: it has none. */
  code: string | null;
  /** Codes that were tried. */
  tries: number;
  expires_at: number;
};

/** Whether a person wants a notice, where they said so (mail.md M-6). */
export type MailChoiceTable = {
  user_id: string;
  notice: string;
  /** 1 or 0. */
  wanted: number;
};

/** A code that somebody asked for to sign in (mail.md M-8). */
export type EmailCodeTable = {
  /** SHA-256 of what the page of the browser that asked holds. */
  hash: string;
  /** SHA-256 of that browser's cookie. */
  browser: string;
  /** null: its message has not left, and perhaps never will. */
  user_id: string | null;
  /** Codes that were tried. */
  tries: number;
  expires_at: number;
};

/** Somebody who wants an account (mail.md M-7). */
export type SignUpTable = {
  /** SHA-256 of what stands in the link. */
  hash: string;
  name: string;
  email: string;
  email_folded: string;
  password_hash: string;
  /** SHA-256 of the cookie of the browser that asked. */
  browser: string;
  /** What waits for them behind the page, as its form carried it. */
  request: Json | null;
  languages: string;
  created_at: number;
  /** null: nobody has followed the link; else an administrator decides. */
  verified_at: number | null;
  expires_at: number;
};
