import type { Clock, Random } from '@grantor/engine';
import { Secret } from '@grantor/protocol';
import type { ServerKeys } from '../config/secrets.ts';
import type { Configuration } from '../config/types.ts';
import type { Database } from '../database/database.ts';
import { createMailSender, type MailSender } from '../mail/sender.ts';
import type { MailSettings } from '../mail/settings.ts';
import { openTransport } from '../mail/transport.ts';
import { createOutbox, type Outbox } from '../outbox/outbox.ts';
import type { Accounts } from '../people/directory.ts';
import type { ByMail } from '../site/site.ts';
import type { AuditLog } from '../telemetry/audit-log.ts';

/** null: no mail server is named (mail.md M-1). */
export function mailSettings({ mail }: Configuration): MailSettings | null {
  if (mail.url === null || mail.from === null) return null;
  const url = new URL(mail.url.reveal());
  const isTls = url.protocol === 'smtps:';
  const standard = isTls ? 465 : 587; // for submission by TLS, and by STARTTLS
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? standard : Number(url.port),
    encryption: isTls ? 'tls' : mail.startTls,
    login: loginOf(url, mail),
    from: mail.from,
    replyTo: mail.replyTo,
  };
}

function loginOf(
  url: URL,
  { user, password }: Pick<Configuration['mail'], 'user' | 'password'>,
): MailSettings['login'] {
  if (url.username !== '') {
    const inUrl = Secret.of(decodeURIComponent(url.password));
    return { user: decodeURIComponent(url.username), password: inUrl };
  }
  return user === null || password === null ? null : { user, password };
}

export type MailWorld = {
  readonly configuration: Configuration;
  readonly database: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly secrets: Pick<ServerKeys, 'seal' | 'open' | 'mailCodes'>;
  readonly audit: AuditLog;
  /** The application has the people, and what reaches them. */
  readonly accounts: Accounts | undefined;
  readonly failed: (cause: unknown) => void;
};

export type Mail = { readonly outbox: Outbox; readonly sender: MailSender };

/** What waits, and what sends it; null: this server sends no mail. */
export async function openMail(world: MailWorld): Promise<Mail | null> {
  const { configuration, database, clock, random, secrets, audit, accounts, failed } = world;
  const settings = mailSettings(configuration);
  if (settings === null || accounts !== undefined) return null;
  const { baseUrl, siteName } = configuration.server;
  const sender = createMailSender({
    ...{ database, clock, random, sealer: secrets, codeKey: secrets.mailCodes, audit, onFailure: failed },
    transport: await openTransport(settings),
    correspondence: { baseUrl, siteName },
  });
  const { dialect } = database;
  const outbox = createOutbox({
    ...{ random, now: clock.now, seal: secrets.seal, codeKey: secrets.mailCodes, dialect },
    kick: sender.kick,
  });
  return { outbox, sender };
}

/** What people may do by mail alone; nothing where none is sent. */
export function byMail({ mail }: Configuration, outbox: Outbox | null): ByMail {
  if (outbox === null) return { code: 'not_offered', signUp: null };
  const { selfRegistrationDomains: domains, selfRegistrationApproval } = mail;
  const approval = selfRegistrationApproval ? 'required' : 'not_required';
  return {
    code: mail.emailCode ? 'offered' : 'not_offered',
    signUp: mail.selfRegistration ? { domains, approval } : null,
  };
}
