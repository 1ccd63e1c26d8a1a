import type { Secret } from '@grantor/protocol';
import type { Mailbox } from '../config/values/mail.ts';

/** The mail server, and who writes (mail.md M-1). */
export type MailSettings = {
  readonly host: string;
  readonly port: number;
  /** `tls`: from the first byte; `required`, `optional`: by STARTTLS (RFC 3207). */
  readonly encryption: 'tls' | 'required' | 'optional' | 'off';
  readonly login: { readonly user: string; readonly password: Secret } | null;
  readonly from: Mailbox;
  readonly replyTo: Mailbox | null;
};
