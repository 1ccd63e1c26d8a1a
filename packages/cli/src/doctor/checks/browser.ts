/** What a client that runs in a web page meets (CORS protocol of the Fetch standard). */

import { mayName } from '../../server/address.ts';
import { clean } from '../../untrusted/clean.ts';
import { readText } from '../../untrusted/json.ts';
import { isWebAddress } from '../../untrusted/printable.ts';
import { type Answer, type Ask, describeAnswer } from '../target/ask.ts';
import type { Target } from '../target/target.ts';
import { askUnknownClient } from '../target/unknown-client.ts';
import { type Check, error, type Outcome, ok, skipped, warning } from './check.ts';
import { isElsewhere } from './sides.ts';

const about = 'browser';
const origin = 'https://grantor-doctor.invalid';
const rule = 'Fetch standard, CORS protocol';

type Place = {
  readonly name: string;
  readonly title: string;
  readonly method: 'GET' | 'POST';
  /** The answer that a page must be able to read; null where asking would change something. */
  readonly answerOf: ((url: string, ask: Ask) => Promise<Answer>) | null;
  /** Request headers that a page sends there. */
  readonly sends: readonly string[];
  /** A resource may have reasons to be closed to web pages; an endpoint for every client has none. */
  readonly severity: typeof error;
  readonly urlIn: (target: Target) => string | undefined;
};

const ofDocument =
  (name: string) =>
  ({ server }: Target): string | undefined => {
    const url = readText(server?.document ?? {}, name);
    return url !== undefined && isWebAddress(url) ? url : undefined;
  };

const usual = ['content-type', 'mcp-protocol-version'];

const readFromPage = (url: string, ask: Ask): Promise<Answer> => ask({ url, headers: { origin } });

const places: readonly Place[] = [
  {
    name: 'server-metadata',
    title: 'the server metadata',
    method: 'GET',
    answerOf: readFromPage,
    sends: usual,
    severity: error,
    urlIn: ({ server }) => server?.forms.find(({ answer }) => answer.json === server.document)?.form.url,
  },
  {
    name: 'resource-metadata',
    title: 'the resource metadata',
    method: 'GET',
    answerOf: readFromPage,
    sends: usual,
    severity: error,
    urlIn: ({ resource }) => resource?.found?.url,
  },
  {
    name: 'token',
    title: 'the token endpoint',
    method: 'POST',
    answerOf: (url, ask) => askUnknownClient(url, ask, { origin }),
    sends: usual,
    severity: error,
    urlIn: ofDocument('token_endpoint'),
  },
  {
    name: 'registration',
    title: 'the registration endpoint',
    method: 'POST',
    answerOf: null,
    sends: usual,
    severity: error,
    urlIn: ofDocument('registration_endpoint'),
  },
  {
    name: 'resource',
    title: 'the resource',
    method: 'POST',
    answerOf: readFromPage,
    sends: ['authorization', ...usual],
    severity: warning,
    urlIn: ({ resource }) => resource?.url,
  },
];

const remedy = 'Send Access-Control-Allow-Origin: *, and answer OPTIONS with 204 before asking for a token.';

export const browserChecks: readonly Check[] = places.map((place) => ({
  id: `browser.${place.name}`,
  about,
  title: `Web pages may call ${place.title}`,
  trips: 'The browser hides the answer from clients that run in a web page, such as the MCP Inspector.',
  remedy,
  rule,
  look: (target) => {
    const url = place.urlIn(target);
    return url === undefined
      ? skipped(`there is no address of ${place.title}`)
      : mayName(target.address, url)
        ? judge(url, place, target.ask)
        : skipped(`the address ${isElsewhere}`);
  },
}));

async function judge(url: string, { method, sends, severity, answerOf }: Place, ask: Ask): Promise<Outcome> {
  const preflight = await ask({
    url,
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': method,
      'access-control-request-headers': sends.join(', '),
    },
  });
  if (preflight.status === 401) return error('the preflight (OPTIONS) asks for a token');
  if (preflight.status < 200 || preflight.status > 299) {
    return severity(`the preflight (OPTIONS) is ${describeAnswer(preflight)}`);
  }
  const trouble = troubleIn(preflight, sends);
  if (trouble !== null) return severity(trouble);
  const answer = await answerOf?.(url, ask);
  if (answer === undefined) return ok();
  if (!allowsOrigin(answer)) return severity('the answer has no Access-Control-Allow-Origin');
  return showsChallenge(answer)
    ? ok()
    : severity('the challenge is hidden: no Access-Control-Expose-Headers');
}

const listed = (header: string): readonly string[] => header.toLowerCase().split(/[\s,]+/);

/** Where there is one (RFC 6750 §3). */
function showsChallenge({ headers }: Answer): boolean {
  const exposed = listed(headers.get('access-control-expose-headers') ?? '');
  const isReadable = exposed.includes('*') || exposed.includes('www-authenticate');
  return isReadable || headers.get('www-authenticate') === null;
}

function troubleIn(preflight: Answer, sends: readonly string[]): string | null {
  if (!allowsOrigin(preflight)) return 'the preflight (OPTIONS) has no Access-Control-Allow-Origin';
  const allowed = preflight.headers.get('access-control-allow-headers') ?? '';
  const names = listed(allowed);
  // the asterisk leaves authorization out, and content-type needs no leave as a page may send it
  const isAllowed = (name: string): boolean =>
    names.includes(name) || (names.includes('*') && name !== 'authorization');
  const refused = sends.find((name) => name !== 'content-type' && !isAllowed(name));
  return refused === undefined ? null : `${refused} is not allowed, only: ${clean(allowed || '(nothing)')}`;
}

const allowsOrigin = ({ headers }: Answer): boolean =>
  ['*', origin].includes(headers.get('access-control-allow-origin') ?? '');
