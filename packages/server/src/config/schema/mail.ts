import { isLoopbackUrl } from '@grantor/protocol';
import { parseMailbox, parseSmtpUrl } from '../values/mail.ts';
import { type Parsed, parsed, parseEmail, refused } from '../values/parse.ts';
import { bool, choice, list, parsedBy, secret, text } from '../values/shapes.ts';
import { variable } from '../values/variable.ts';

const mailbox = parsedBy('str', 'an address, or a name and an address in angle brackets', parseMailbox);

/** Without the first of them no mail is sent (product.md G-2). */
export const mail = {
  url: variable(secret('smtp://host or smtps://host, with user, password and port if needed', parseSmtpUrl), {
    name: 'SMTP_URL',
    default: null,
    meaning: 'mail server that takes what this server sends; unset: no mail is sent',
  }),
  user: variable(text('1 to 256 characters, none of them control characters', /^[^\p{Cc}]{1,256}$/u), {
    name: 'SMTP_USER',
    default: null,
    meaning: 'user name at the mail server, where SMTP_URL has none',
  }),
  password: variable(
    secret('1 to 1024 characters, none of them control characters', (given) =>
      /^[^\p{Cc}]{1,1024}$/u.test(given)
        ? { ok: true, value: given }
        : { ok: false, wrong: 'is empty, too long or has control characters' },
    ),
    { name: 'SMTP_PASSWORD', default: null, meaning: 'password of SMTP_USER' },
  ),
  startTls: variable(choice('required', 'optional', 'off'), {
    name: 'SMTP_STARTTLS',
    default: {
      words: 'required, or optional where SMTP_URL is on loopback',
      text: (of) => (isOnLoopback(of('SMTP_URL')) ? 'optional' : 'required'),
    },
    meaning: 'whether the connection to an smtp:// server is to be encrypted before anything is said',
  }),
  from: variable(mailbox, {
    name: 'MAIL_FROM',
    default: null,
    meaning: 'sender of every message; needed with SMTP_URL',
  }),
  replyTo: variable(mailbox, {
    name: 'MAIL_REPLY_TO',
    default: null,
    meaning: 'where answers go; unset: to the sender',
  }),
  emailCode: variable(bool, {
    name: 'ENABLE_EMAIL_CODE',
    default: 'false',
    meaning: 'people with a verified address may sign in by a code that is sent there',
  }),
  selfRegistration: variable(bool, {
    name: 'ENABLE_SELF_REGISTRATION',
    default: 'false',
    meaning: 'anybody may make an account, once they have shown that its address is theirs',
  }),
  selfRegistrationDomains: variable(list('example.com, lower case, or *', parseSignUpDomain), {
    name: 'SELF_REGISTRATION_DOMAINS',
    default: '*',
    meaning: 'domains of the addresses that may; * is every one',
  }),
  selfRegistrationApproval: variable(bool, {
    name: 'SELF_REGISTRATION_APPROVAL',
    default: 'false',
    meaning: 'an administrator decides about each of them first',
  }),
};

function parseSignUpDomain(text: string): Parsed<string> {
  const isDomain = text === '*' || (parseEmail(`a@${text}`).ok && text === text.toLowerCase());
  return isDomain ? parsed(text) : refused('is no domain in lower case');
}

function isOnLoopback(url: string): boolean {
  const host = URL.parse(url)?.host;
  return host !== undefined && isLoopbackUrl(`http://${host}`);
}
