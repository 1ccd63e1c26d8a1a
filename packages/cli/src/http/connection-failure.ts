/** Why a server could not be reached, each cause in its own words (cli.md §5). */

import { causesOf, Failure } from '../errors/failure.ts';
import { clean } from '../untrusted/clean.ts';
import type { World } from '../world/world.ts';

export type Attempt = {
  readonly url: string;
  readonly timeoutMilliseconds: number;
  readonly environment: World['environment'];
};

type Trouble = { readonly code: string; readonly message: string; readonly address: string };
type Words = { readonly why: readonly string[]; readonly remedy: readonly string[] };
type Place = {
  readonly host: string;
  readonly hostname: string;
  readonly port: string;
  readonly seconds: number;
};
type Row = { readonly fits: (trouble: Trouble) => boolean; readonly words: (place: Place) => Words };

const hasCode =
  (...codes: readonly string[]) =>
  ({ code }: Trouble): boolean =>
    codes.includes(code);

const rows: readonly Row[] = [
  {
    fits: hasCode('ENOTFOUND', 'EAI_NODATA', 'EAI_NONAME'),
    words: ({ hostname }) => ({
      why: [`The name ${hostname} is not known (DNS).`],
      remedy: ['Check the spelling, and whether this machine is online or needs a VPN for it.'],
    }),
  },
  {
    fits: hasCode('EAI_AGAIN'),
    words: ({ hostname }) => ({
      why: [`The name ${hostname} could not be looked up: the name server does not answer (DNS).`],
      remedy: ['Check that this machine is online, then try again.'],
    }),
  },
  {
    fits: hasCode('ECONNREFUSED'),
    words: ({ hostname, port }) => ({
      why: [`Nothing is listening on ${hostname} port ${port} (connection refused).`],
      remedy: ['Start the server, or check its address and port. Grantor itself starts with: grantor serve'],
    }),
  },
  {
    fits: hasCode('TimeoutError', 'ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT'),
    words: ({ hostname, seconds }) => ({
      why: [`${hostname} did not answer within ${seconds} seconds (timeout).`],
      remedy: [
        'Try again, or wait longer with --timeout 60. A firewall that drops packets looks like this, too.',
      ],
    }),
  },
  {
    fits: hasCode('CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID'),
    words: ({ hostname }) => ({
      why: [`The certificate of ${hostname} is not valid at the time this machine's clock shows (TLS).`],
      remedy: ['Check the clock of this machine; if it is right, the server needs a new certificate.'],
    }),
  },
  {
    fits: hasCode('ERR_TLS_CERT_ALTNAME_INVALID'),
    words: ({ hostname }) => ({
      why: [`The certificate that was shown is for another name than ${hostname} (TLS).`],
      remedy: ['Use the name that the certificate has, or have the server renew it with this name.'],
    }),
  },
  {
    fits: hasCode(
      'DEPTH_ZERO_SELF_SIGNED_CERT',
      'SELF_SIGNED_CERT_IN_CHAIN',
      'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      'UNABLE_TO_GET_ISSUER_CERT',
      'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
    ),
    words: ({ hostname }) => ({
      why: [`The certificate of ${hostname} is not signed by an authority this machine trusts (TLS).`],
      remedy: [
        'If it is your own authority, name its certificate: NODE_EXTRA_CA_CERTS=/path/to/authority.pem',
      ],
    }),
  },
  {
    fits: ({ code }) => /^(ERR_SSL_|ERR_TLS_|EPROTO)/.test(code),
    words: ({ hostname, port }) => ({
      why: [`${hostname} port ${port} does not speak TLS the way https needs it.`],
      remedy: ['Check whether the address begins with http:// instead, and the port.'],
    }),
  },
  {
    fits: hasCode('ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'),
    words: ({ hostname }) => ({
      why: [`${hostname} closed the connection without an answer.`],
      remedy: ['Try again; if it stays so, look at the log of the server or of a proxy before it.'],
    }),
  },
  {
    fits: hasCode('EHOSTUNREACH', 'ENETUNREACH', 'ENETDOWN'),
    words: ({ hostname }) => ({
      why: [`No way leads from this machine to ${hostname}.`],
      remedy: ['Check that this machine is online, and whether a VPN is needed.'],
    }),
  },
  {
    fits: ({ message }) => message === 'bad port',
    words: ({ port }) => ({
      why: [`Port ${port} is reserved for another protocol and never used for http.`],
      remedy: ['Check the port in the address.'],
    }),
  },
];

/** The failure a person reads when a request got no answer. */
export function connectionFailure(error: unknown, attempt: Attempt): Failure {
  const url = URL.parse(attempt.url);
  if (url === null || isUnsendable(error)) return unsendable(url?.origin ?? clean(attempt.url), error);
  const trouble = troubleIn(error);
  const proxy = proxyFor(url, attempt.environment);
  if (proxy !== null && isAboutProxy(trouble, proxy)) return proxyFailure(trouble, { url, proxy, error });
  const { words } = rows.find((row) => row.fits(trouble)) ?? { words: unknownTrouble(trouble) };
  const place = {
    host: url.host,
    hostname: url.hostname,
    port: url.port || (url.protocol === 'https:' ? '443' : '80'),
    seconds: attempt.timeoutMilliseconds / 1000,
  };
  return new Failure('unavailable', {
    what: `${url.origin} cannot be reached.`,
    ...words(place),
    technical: { code: trouble.code || undefined },
    cause: error,
  });
}

/** The request itself is none; what the platform says of it repeats the value that it refuses, which may be a secret. */
const isUnsendable = (error: unknown): boolean => error instanceof TypeError && error.cause === undefined;

const unsendable = (place: string, error: unknown): Failure =>
  new Failure('failed', {
    what: `Nothing could be sent to ${place}.`,
    why: [
      'The address, or a token or secret that belongs into the request, has characters that cannot be sent.',
    ],
    remedy: ['Check what was given: a file with a token holds the token alone.'],
    technical: { code: error instanceof Error ? error.name : undefined },
  });

const unknownTrouble =
  ({ message }: Trouble) =>
  (): Words => ({
    why: [`The connection failed: ${clean(message)}.`],
    remedy: ['Try again; with --verbose the command says more.'],
  });

/** The innermost cause that carries a code; the last cause otherwise. */
function troubleIn(error: unknown): Trouble {
  let found: Trouble = { code: '', message: '', address: '' };
  for (const cause of causesOf(error)) {
    if (!(cause instanceof Error)) continue;
    const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
    const named = cause.name === 'TimeoutError' ? cause.name : code;
    if (found.code !== '' && named === '') continue;
    found = { code: named, message: cause.message, address: addressOf(cause) };
  }
  return found;
}

const addressOf = (cause: Error): string =>
  'address' in cause && 'port' in cause ? `${String(cause.address)}:${String(cause.port)}` : '';

/** The proxy that requests to this URL take, or null (HTTPS_PROXY, HTTP_PROXY, NO_PROXY). */
export function proxyFor(url: URL, environment: World['environment']): URL | null {
  const read = (name: string): string => environment[name.toLowerCase()] || environment[name] || '';
  const given = read(url.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  const exempt = read('NO_PROXY')
    .split(/[\s,]+/)
    .some((entry) => entry === '*' || (entry !== '' && isUnder(url, entry)));
  return given === '' || exempt ? null : URL.parse(given.includes('://') ? given : `http://${given}`);
}

function isUnder(url: URL, entry: string): boolean {
  const [, name = '', port] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry) ?? [];
  const matches = url.hostname === name || url.hostname.endsWith(`.${name}`);
  return matches && (port === undefined || port === url.port);
}

function isAboutProxy({ message, address }: Trouble, proxy: URL): boolean {
  if (/proxy/i.test(message)) return true;
  const port = proxy.port || (proxy.protocol === 'https:' ? '443' : '80');
  return message.includes(proxy.hostname) || (address !== '' && address.endsWith(`:${port}`));
}

type ProxyTrouble = { readonly url: URL; readonly proxy: URL; readonly error: unknown };

function proxyFailure({ code, message }: Trouble, { url, proxy, error }: ProxyTrouble): Failure {
  const isLocked = message.includes('407');
  return new Failure('unavailable', {
    what: `${url.origin} cannot be reached through the proxy.`,
    why: [
      isLocked
        ? `The proxy ${proxy.host} asks for a user name and a password.`
        : `The proxy ${proxy.host} does not pass the connection on.`,
    ],
    remedy: [
      isLocked
        ? 'Put them into the address: HTTPS_PROXY=http://user:password@host:port'
        : `Check HTTPS_PROXY and HTTP_PROXY, or go without for this host: NO_PROXY=${url.hostname}`,
    ],
    technical: { code: code || undefined },
    cause: error,
  });
}
