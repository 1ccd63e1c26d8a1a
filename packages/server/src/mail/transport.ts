/** Hands messages to the mail server by nodemailer, which is loaded only where mail is sent. */

import type { Mailbox } from '../config/values/mail.ts';
import type { MailSettings } from './settings.ts';

export type Letter = {
  /** The same at every attempt, so that servers may drop the second (mail.md M-3). */
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** null: plain text alone. */
  readonly html: string | null;
};

/** `refused`: for good; `put_off`: to be tried again. `answer`: what the server said, or what came in between. */
export type Handed =
  | { readonly kind: 'taken'; readonly answer: string }
  | { readonly kind: 'refused' | 'put_off'; readonly answer: string };

export type Transport = {
  hand(letter: Letter): Promise<Handed>;
  close(): void;
};

export type TransportOptions = {
  /** Longest waits in ms. A server that says nothing holds up no more than one attempt. */
  readonly connect?: number;
  readonly answer?: number;
  /** In place of the authorities that Node trusts, in PEM. */
  readonly authorities?: string;
};

export async function openTransport(
  settings: MailSettings,
  { connect = 10_000, answer = 30_000, authorities }: TransportOptions = {},
): Promise<Transport> {
  const { createTransport } = await import('nodemailer');
  const { host, port, encryption, login, from, replyTo } = settings;
  const transporter = createTransport({
    ...{ host, port, secure: encryption === 'tls', pool: true, maxConnections: 2 },
    requireTLS: encryption === 'required',
    ignoreTLS: encryption === 'off',
    ...(login === null ? {} : { auth: { user: login.user, pass: login.password.reveal() } }),
    ...{ connectionTimeout: connect, greetingTimeout: connect, socketTimeout: answer },
    ...(authorities === undefined ? {} : { tls: { ca: authorities } }),
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  const domain = from.address.split('@')[1] ?? host;
  return {
    async hand({ id, to, subject, text, html }) {
      try {
        const { response } = await transporter.sendMail({
          from: asHeader(from),
          ...(replyTo === null ? {} : { replyTo: asHeader(replyTo) }),
          // As parts: text is never looked through for another address (mail.md M-4)
          to: { name: '', address: to },
          ...{ subject, text, messageId: `<${id}@${domain}>` },
          ...(html === null ? {} : { html }),
          headers: { 'Auto-Submitted': 'auto-generated' },
        });
        return { kind: 'taken', answer: shortened(response) };
      } catch (failure) {
        return { kind: isFinal(failure) ? 'refused' : 'put_off', answer: shortened(answerIn(failure)) };
      }
    },
    close: () => transporter.close(),
  };
}

const asHeader = ({ name, address }: Mailbox): { name: string; address: string } => ({ name, address });

type SmtpFailure = Error & { readonly code?: string; readonly responseCode?: number };

/** 5yz about this message; a refused sign-in or greeting may be mended by the operator. */
function isFinal(failure: unknown): boolean {
  const { code, responseCode = 0 } = failure as SmtpFailure;
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && responseCode >= 500;
}

const answerIn = (failure: unknown): string => (failure instanceof Error ? failure.message : String(failure));

/** A line, for pages and logs. */
const shortened = (answer: string): string => answer.replace(/[\p{Cc}\s]+/gu, ' ').slice(0, 256);
