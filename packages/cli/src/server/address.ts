/** Which server a command is about, as the person named it. */

import { isLoopbackUrl } from '@grantor/protocol';
import { Failure, wrongUsage } from '../errors/failure.ts';
import { isWebAddress } from '../untrusted/printable.ts';

export const defaultServer = 'http://localhost:8080';

/** A URL as typed, with the scheme that people leave out; a trailing slash is ignored (cli.md §2). */
export const parseAddress = (text: string): string => withoutSlash(parseExactAddress(text));

/** The same with the trailing slash that was typed, if there was one. */
export function parseExactAddress(text: string): string {
  const bare = text.trim();
  const isLocal = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:|\/|$)/.test(bare);
  const url = URL.parse(bare.includes('://') ? bare : `${isLocal ? 'http' : 'https'}://${bare}`);
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') {
    throw wrongUsage(`“${bare}” is not the address of a server.`, 'For example: https://auth.example.com');
  }
  if (url.username !== '' || url.password !== '') {
    throw wrongUsage('An address with a user name or a password in it is not used.', 'Leave them out.');
  }
  url.hash = '';
  const isOrigin = url.pathname === '/' && url.search === '';
  return isOrigin && !bare.endsWith('/') ? url.origin : url.href;
}

export const withoutSlash = (url: string): string => (url.endsWith('/') ? url.slice(0, -1) : url);

export const isSameAddress = (one: string, other: string): boolean =>
  withoutSlash(one) === withoutSlash(other);

export type Transport = { readonly allowsHttp: boolean };

/** Whether nobody between can listen, or the person allows it. */
export const isSafe = (url: string, { allowsHttp }: Transport): boolean =>
  allowsHttp || url.startsWith('https:') || isLoopbackUrl(url);

/** Whether a server there may name this address: what listens on this machine is for servers of this machine only. */
export const mayName = (server: string, url: string): boolean => isHere(server) || !isHere(url);

/** Whether the address is at one of these servers, so that what is theirs may be sent there. */
export const isOwnAddress = (url: string, own: readonly string[]): boolean =>
  isWebAddress(url) && own.some((one) => URL.parse(one)?.origin === new URL(url).origin);

const isHere = (url: string): boolean =>
  isLoopbackUrl(url) || /(^|\.)localhost\.?$|^0\.0\.0\.0$|^\[::\]$/.test(URL.parse(url)?.hostname ?? '');

/** Refuses an http address of another machine (cli.md §2, OAuth 2.1 §1.5). `part` says whose address it is. */
export function checkTransport(url: string, part: string, { allowsHttp }: Transport): void {
  if (isSafe(url, { allowsHttp })) return;
  throw new Failure('wrong_usage', {
    what: `${part} has an http address: ${url}`,
    why: ['Whoever is between could read the tokens and change the answers.'],
    remedy: ['Use its https address. In a network that nobody else can enter: --allow-http'],
  });
}
