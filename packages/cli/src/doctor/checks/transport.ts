/** What lies below the protocol: certificates, https, clocks and patience. */

import { isLoopbackUrl } from '@grantor/protocol';
import { readText } from '../../untrusted/json.ts';
import { type Answer, describeAnswer } from '../target/ask.ts';
import type { Target } from '../target/target.ts';
import { type Check, error, type Outcome, ok, skipped, warning } from './check.ts';

const about = 'transport';
const daysUntilRenewal = 14;
const day = 24 * 60 * 60 * 1000;
const bearableClockSeconds = 60;
const harmfulClockSeconds = 300;
const patience = 2000;

export const transportChecks: readonly Check[] = [
  {
    id: 'transport.certificate',
    about,
    title: 'Certificates are trusted, and good for a while',
    trips: 'Clients refuse the connection; hosted ones such as Claude or ChatGPT leave no way round.',
    remedy: 'Serve the whole chain of a public authority, for this name, and renew it in time.',
    rule: 'OAuth 2.1 §1.5',
    look: lookAtCertificates,
  },
  {
    id: 'transport.https',
    about,
    title: 'http leads to https',
    trips: 'Who types the address without https sends what they say in the open.',
    remedy: 'Redirect every http request to https, or close port 80.',
    rule: 'OAuth 2.1 §1.5',
    look: lookAtHttp,
  },
  {
    id: 'transport.answers',
    about,
    title: 'Whatever is asked answers',
    trips: 'A client waits in vain for what does not answer; what it would have shown is not checked here.',
    remedy: 'Look whether the server runs, and whether a proxy or a firewall stands between; then try again.',
    rule: 'good practice',
    look: ({ answers, unanswered, address }) => {
      const inVain = unanswered.filter(({ url }) => !isTwinByHttp(url, address));
      if (inVain.length > 0) return error([...new Set(inVain.map(describeSilence))].slice(0, 5).join(' '));
      return answers.length === 0 ? skipped('nothing was asked') : ok();
    },
  },
  {
    id: 'transport.response-time',
    about,
    title: `Answers come within ${patience / 1000} seconds`,
    trips: 'Some clients give up after a few seconds, and a sign-in takes many requests.',
    remedy: 'Look at the log of the server and of what stands before it.',
    rule: 'good practice',
    look: ({ answers }) => {
      const [slowest] = [...answers].sort((one, other) => other.milliseconds - one.milliseconds);
      if (slowest === undefined) return skipped('nothing was answered');
      const said = `${slowest.url}: ${Math.round(slowest.milliseconds)} ms`;
      return slowest.milliseconds <= patience ? ok(said) : warning(said);
    },
  },
  {
    id: 'transport.clock',
    about,
    title: 'Clocks agree',
    trips: 'Tokens are taken for expired, or for not valid yet.',
    remedy: 'Set the clock of the server, or of this machine, by NTP.',
    rule: 'RFC 9110 §6.6.1',
    look: ({ answers }) => {
      const worst = answers
        .map(secondsBehind)
        .filter((seconds) => seconds !== null)
        .sort((one, other) => Math.abs(other) - Math.abs(one))[0];
      if (worst === undefined) return skipped('no answer has a Date');
      const size = Math.abs(worst);
      if (size <= bearableClockSeconds) return ok();
      const said = `the server is ${size} seconds ${worst > 0 ? 'behind' : 'ahead of'} this machine`;
      return size > harmfulClockSeconds ? error(said) : warning(said);
    },
  },
];

/** The same host by http, where it may well be silent. */
const isTwinByHttp = (url: string, address: string): boolean =>
  url.startsWith('http:') && address.startsWith('https:');

const describeSilence = ({ method, url, text }: Answer): string => `${method} ${url}: ${text}`;

/** Of the server, compared with this machine. */
function secondsBehind({ at, headers }: Answer): number | null {
  const date = Date.parse(headers.get('date') ?? '');
  return Number.isNaN(date) ? null : Math.round((at - date) / 1000);
}

/** The origins that clients of this server talk to. */
function httpsOrigins({ address, server }: Target): readonly URL[] {
  const document = server?.document ?? {};
  const urls = [
    address,
    server?.issuer,
    readText(document, 'authorization_endpoint'),
    readText(document, 'token_endpoint'),
  ].flatMap((url) => URL.parse(url ?? '') ?? []);
  const origins = new Set(urls.filter(({ protocol }) => protocol === 'https:').map(({ origin }) => origin));
  return [...origins].map((origin) => new URL(origin));
}

const nothingIsHttps = 'nothing here is https';

async function lookAtCertificates(target: Target): Promise<Outcome> {
  const origins = httpsOrigins(target);
  if (origins.length === 0) return skipped(nothingIsHttps);
  let outcome: Outcome = ok();
  for (const url of origins) {
    const judged = await judgeCertificate(url, target);
    if (judged.kind === 'error') return judged;
    if (judged.kind !== 'ok') outcome = judged;
  }
  return outcome;
}

async function judgeCertificate(url: URL, { certificateOf, now }: Target): Promise<Outcome> {
  const certificate = await certificateOf(url).catch(() => 'no_answer' as const);
  if (certificate === null) return skipped('a proxy stands between');
  if (certificate === 'no_answer') return skipped(`${url.host} does not answer by TLS`);
  if (certificate.problem !== null) return error(`${url.host}: ${wordsFor(certificate.problem)}`);
  if (Number.isNaN(certificate.expiresAt))
    return warning(`${url.host}: nobody can tell when the certificate ends`);
  const days = Math.floor((certificate.expiresAt - now()) / day);
  if (days >= daysUntilRenewal) return ok();
  return warning(`${url.host}: the certificate ends in ${days} ${days === 1 ? 'day' : 'days'}`);
}

const problems: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'the certificate has expired',
  CERT_NOT_YET_VALID: 'the certificate is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is signed by nobody but itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'the chain ends at an authority that is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the chain is incomplete: an intermediate certificate is missing',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the chain is incomplete, or ends at an authority that is not trusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another name',
};

const wordsFor = (problem: string): string =>
  problems[problem] ?? `the certificate is not trusted (${problem})`;

async function lookAtHttp(target: Target): Promise<Outcome> {
  const origins = httpsOrigins(target).filter(({ port, href }) => port === '' && !isLoopbackUrl(href));
  if (origins.length === 0) return skipped('nothing here is https at its usual port');
  for (const { host } of origins) {
    const answer = await target.askAnyway(`http://${host}/`);
    const isClosed = answer.status === 0;
    const location = URL.parse(answer.headers.get('location') ?? '', answer.url);
    const leads = answer.status >= 300 && answer.status < 400 && location?.protocol === 'https:';
    if (!isClosed && !leads) return error(`http://${host}/: ${describeAnswer(answer)}`);
  }
  return ok();
}
