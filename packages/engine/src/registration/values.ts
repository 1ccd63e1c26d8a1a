/** Readers of single values. Each refuses a wrong type and says the rule, never the value (protocol.md G-5). */

import {
  canonicalAddress,
  displayName,
  hasPlainHost,
  isLoopbackUrl,
  isOwnAddress,
  isScopeValue,
  isStorable,
  parseDistinguishedName,
  redirectTarget,
  redirectUriFault,
  scopeValueLimit,
} from '@grantor/protocol';
import type { MetadataFault } from '../model/metadata-faults.ts';
import { isFapi } from '../model/profile.ts';
import {
  Findings,
  type Reader,
  type UnacceptableMetadata,
  unacceptable,
  unacceptableRedirect,
} from './member.ts';
import type { MetadataRules } from './rules.ts';

const textLimit = 1024;
const nameLimit = 200;
const uriLimit = 2048;
const entryLimit = 50;
const scopeLimit = 4096; // protocol.md §1

// Controls, lone surrogates, and what turns the direction of text around
const invisible = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;
const visible = /^[\x21-\x7e]*$/;

export function string(value: unknown, at: string): string {
  const given = anyString(value, at);
  if (!isStorable(given)) throw unacceptable(at, 'not_storable'); // security.md I-2
  return given;
}

function anyString(value: unknown, at: string): string {
  if (typeof value !== 'string') throw unacceptable(at, 'not_text');
  return value;
}

export const flag: Reader<boolean> = (value, at) => {
  if (typeof value !== 'boolean') throw unacceptable(at, 'not_flag');
  return value;
};

export const secondsOf: Reader<number | null> = (value, at) => {
  if (!Number.isSafeInteger(value) || Number(value) < 0) {
    throw unacceptable(at, 'not_seconds');
  }
  return Number(value);
};

/** Text that programs compare: refused rather than cleaned. */
export const text: Reader<string | null> = (value, at) => {
  const given = string(value, at);
  if (given.length > textLimit) throw unacceptable(at, 'too_long', { most: textLimit });
  if (invisible.test(given)) throw unacceptable(at, 'control_character');
  return given;
};

/** The subject of a certificate (RFC 4514). */
export const distinguishedName: Reader<string | null> = (value, at, rules) =>
  checked(text(value, at, rules), parseDistinguishedName, unacceptable(at, 'not_distinguished_name'));

/** As a certificate names a host; no wildcard, which would be compared as it is. */
export const hostName: Reader<string | null> = (value, at, rules) =>
  checked(text(value, at, rules), (given) => hostShape.exec(given), unacceptable(at, 'not_host_name'));

export const ipAddress: Reader<string | null> = (value, at, rules) =>
  checked(text(value, at, rules), canonicalAddress, unacceptable(at, 'not_ip_address'));

export const mailAddress: Reader<string | null> = (value, at, rules) =>
  checked(text(value, at, rules), (given) => mailShape.exec(given), unacceptable(at, 'not_mail_address'));

const hostShape = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;
const mailShape = /^[^\s@]+@[^\s@]+$/;

function checked(
  given: string | null,
  read: (text: string) => object | string | null,
  refusal: UnacceptableMetadata,
): string | null {
  if (given !== null && read(given) === null) throw refusal;
  return given;
}

/** Text that people read: cleaned, and null when nothing is left to see (clients.md §2). */
export const name: Reader<string | null> = (value, at, { unserved }) => {
  const given = anyString(value, at);
  const cleaned = displayName(given);
  if (unserved === 'refuse' && cleaned !== given) throw unacceptable(at, 'unseen_characters');
  if ([...(cleaned ?? '')].length > nameLimit) throw unacceptable(at, 'too_long', { most: nameLimit });
  return cleaned;
};

export const oneOf =
  <const Value extends string>(
    allowed: readonly Value[],
    fault: 'not_one_of' | 'unserved_algorithm' = 'not_one_of',
  ): Reader<Value | null> =>
  (value, at) => {
    const given = string(value, at);
    const found = allowed.find((candidate) => candidate === given);
    if (found === undefined) throw unacceptable(at, fault, { allowed: allowed.join(', ') });
    return found;
  };

/** A value of the list the rules hold for this member. */
export const algorithm: Reader<string | null> = (value, at, rules) =>
  oneOf(rules.algorithms[at] ?? [], 'unserved_algorithm')(value, at, rules);

/** An address people may follow; a stranger's that leads to our own pages is left out (security.md B-8). */
export const linkUrl: Reader<string | null> = (value, at, rules) => {
  const given = webUrl(value, at, rules);
  return given === null || isOurs(given, rules) ? null : given;
};

/** An address to open in a browser: https, or http on this machine (clients.md §2). */
const webUrl: Reader<string | null> = (value, at) => {
  const given = string(value, at);
  const url = parseAddress(given);
  if (url === null || !isWeb(url)) throw unacceptable(at, 'not_web_url');
  checkHost(url, at);
  return given;
};

const parseAddress = (given: string): URL | null =>
  given.length <= uriLimit && visible.test(given) ? URL.parse(given) : null;

function checkHost(url: URL, at: string): void {
  if (!hasPlainHost(url)) throw unacceptable(at, 'odd_host');
}

export const httpsUrl: Reader<string | null> = (value, at, rules) => {
  const given = webUrl(value, at, rules);
  if (!given?.toLowerCase().startsWith('https:')) throw unacceptable(at, 'not_https');
  return given;
};

/** An address this server calls: one that it would call (security.md S-1). */
export const calledUrl: Reader<string | null> = (value, at, { addresses }) => {
  const given = string(value, at);
  const url = parseAddress(given);
  if (url === null) throw unacceptable(at, 'called_malformed');
  const refusal = addresses.refusalOf(given);
  if (refusal !== null) throw unacceptable(at, `called_${refusal}`);
  checkHost(url, at);
  return given;
};

/** The same where keys are: over https in any case, so that nobody can put others in their place (clients.md §2). */
export const keysUrl: Reader<string | null> = (value, at, rules) => {
  httpsUrl(value, at, rules);
  return calledUrl(value, at, rules);
};

/** The same where a request object is; a fragment is never sent, and may be its digest (OpenID Connect Registration §2). */
export const requestObjectUri: Reader<string | null> = (value, at, rules) => {
  const given = webUrl(value, at, rules);
  keysUrl(given?.split('#', 1)[0], at, rules);
  return given;
};

/** The address of a picture. Pages do without it: a stranger's that would never be fetched is left out. */
export const logoUrl: Reader<string | null> = (value, at, rules) => {
  const isCalled = rules.addresses.refusalOf(string(value, at)) === null;
  if (isCalled || rules.unserved === 'refuse') return calledUrl(value, at, rules);
  webUrl(value, at, rules);
  return null;
};

/** An address that browsers load in a frame: by the rules of redirect URIs, and on the web (clients.md §6). */
export const framedUrl: Reader<string | null> = (value, at, rules) => {
  const given = webUrl(value, at, rules);
  const problem = visitProblem(given ?? '', rules);
  if (problem !== null) throw unacceptable(at, problem);
  return given;
};

const isWeb = ({ protocol, href, username, password }: URL): boolean =>
  username === '' &&
  password === '' &&
  (protocol === 'https:' || (protocol === 'http:' && isLoopbackUrl(href)));

/** Why no browser may be sent there for this client; to our own pages a stranger sends nobody (security.md B-8). */
function visitProblem(uri: string, rules: Pick<MetadataRules, 'ownSite'>): MetadataFault | null {
  const fault = redirectUriFault(uri);
  if (fault !== null) return `redirect_${fault}`;
  return isOurs(uri, rules) ? 'own_address' : null;
}

const isOurs = (uri: string, { ownSite }: Pick<MetadataRules, 'ownSite'>): boolean =>
  ownSite !== null && isOwnAddress(uri, ownSite);

// RFC 8252 §7–8, clients.md §6
export const redirectUri: Reader<string> = (value, at, rules) => {
  if (typeof value !== 'string') throw unacceptableRedirect(at, 'not_text');
  const problem = visitProblem(value, rules);
  if (problem !== null) throw unacceptableRedirect(at, problem);
  // advanced.md SW-20: another app could claim the scheme
  if (isFapi(rules.profile) && redirectTarget(value).kind === 'private_use')
    throw unacceptableRedirect(at, 'redirect_scheme');
  return value;
};

export const postLogoutUri: Reader<string> = (value, at, rules) => {
  const given = string(value, at);
  const problem = visitProblem(given, rules);
  if (problem !== null) throw unacceptable(at, problem);
  return given;
};

/** Each entry once, in the order sent. */
export const listOf =
  <Value>(read: Reader<Value>): Reader<readonly NonNullable<Value>[]> =>
  (value, at, rules) => {
    if (!Array.isArray(value)) throw unacceptable(at, 'not_list');
    if (value.length > entryLimit) throw unacceptable(at, 'too_many', { most: entryLimit });
    const found = new Findings();
    const entries = Array.from(value, (entry: unknown, index) =>
      found.read<Value | null>(() => read(entry, `${at}[${index}]`, rules), null),
    );
    found.check();
    return [...new Set(entries.filter((entry) => entry !== null && entry !== undefined))];
  };

/** Those that are served; of a stranger's others are dropped, unless none is left. */
export const responseModes: Reader<readonly string[] | null> = (value, at, rules) => {
  const wanted = listOf(string)(value, at, rules);
  const kept = wanted.filter((mode) => rules.responseModes.includes(mode));
  const isRefused = kept.length === 0 || (rules.unserved === 'refuse' && kept.length < wanted.length);
  if (wanted.length > 0 && isRefused) throw unacceptable(at, 'unserved_response_mode');
  return wanted.length === 0 ? null : kept;
};

/** The names a client could have; of a stranger's others are dropped, as is what is no scope at all (clients.md §2). */
export const scope: Reader<readonly string[]> = (value, at, rules) => {
  const given = string(value, at);
  const words = given.split(/\s+/).filter((word) => word !== '');
  const names = words.filter(isScopeValue);
  if (rules.unserved === 'refuse' && names.length < words.length) {
    throw unacceptable(at, 'not_scopes'); // RFC 6749 §3.3
  }
  if (given.length > scopeLimit || names.length > scopeValueLimit) {
    throw unacceptable(at, 'scopes_too_long');
  }
  return [...new Set(names)].filter(rules.offersScope);
};
