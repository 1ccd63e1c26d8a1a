/** How mail servers and senders are written. */

import { isEmail } from '../../people/names.ts';
import { type Parsed, parsed, refused } from './parse.ts';

/** Somebody in a header of a message. */
export type Mailbox = { readonly name: string; readonly address: string };

export function parseSmtpUrl(text: string): Parsed<string> {
  const url = URL.parse(text);
  if (url === null || !/^smtps?:$/.test(url.protocol) || url.hostname === '')
    return refused('is not an smtp or smtps URL');
  if (!/^\/?$/.test(url.pathname) || /[?#]/.test(text)) return refused('has a path, query or fragment');
  return isDecodable(url.username) && isDecodable(url.password)
    ? parsed(text)
    : refused('has a user or password that is not percent-encoded');
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

/** Control characters would begin another header (mail.md M-4). */
export function parseMailbox(text: string): Parsed<Mailbox> {
  if (/\p{Cc}/u.test(text)) return refused('has control characters');
  if (isEmail(text)) return parsed({ name: '', address: text });
  const end = text.indexOf('<');
  const name = end === -1 ? '' : text.slice(0, end).trim();
  const address = end === -1 ? '' : text.slice(end + 1, -1);
  if (name === '' || name.length > 64 || /[<>"]/.test(name) || !text.endsWith('>') || !isEmail(address))
    return refused('is neither an address nor a name and <address>');
  return parsed({ name, address });
}
