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
  expires_at: number;
};
