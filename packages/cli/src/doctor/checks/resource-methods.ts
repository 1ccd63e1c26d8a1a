/** Nothing of a protected resource is had without a good token, by whatever method (RFC 6750, resource.md §6). */

import { parseChallenges } from '../../http/challenge.ts';
import { type Answer, type Ask, answered, describeAnswer } from '../target/ask.ts';
import { type Check, error, type Outcome, ok, skipped, warning } from './check.ts';
import { ofResource } from './sides.ts';

const about = 'resource';
const accept = 'application/json, text/event-stream';

/** Harmless wherever it arrives: the question of MCP clients whether anybody is there. */
const ping = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' });

const askBy = (method: string, url: string, ask: Ask): Promise<Answer> =>
  ask({
    url,
    ...(method === 'GET' ? {} : { method }),
    headers: { accept, ...(method === 'POST' ? { 'content-type': 'application/json' } : {}) },
    ...(method === 'POST' ? { body: ping } : {}),
  });

const methodCheck = (method: 'GET' | 'HEAD' | 'POST'): Check => ({
  id: `resource.unauthenticated-${method.toLowerCase()}`,
  about,
  title: `${method} without a token is 401`,
  trips: 'Clients begin to sign in when they see a 401, and at nothing else.',
  remedy: `Answer 401 with a challenge to every request without a token, ${method} included.`,
  rule: 'RFC 6750 §3',
  look: ofResource(async ({ url, first }, { ask }) => {
    const isOpen = first.status >= 200 && first.status < 300;
    // what is open to everybody might do something with it
    if (method === 'POST' && isOpen) return skipped('GET is open to everybody, so nothing was posted');
    const answer = await askBy(method, url, ask);
    if (answer.status === 401) return ok();
    const isUnused = answer.status === 405 || answer.status === 404;
    return isUnused ? warning(describeAnswer(answer)) : error(describeAnswer(answer));
  }),
});

export const openMethodChecks: readonly Check[] = [
  methodCheck('GET'),
  methodCheck('HEAD'),
  methodCheck('POST'),
  {
    id: 'resource.open-json',
    about,
    title: 'No JSON is handed out without a token',
    trips:
      'Codex takes any 200 JSON at this address for metadata, and everybody else for what they came for.',
    remedy: 'Protect GET of the base address, too.',
    rule: 'RFC 6750 §3',
    look: ofResource(({ first }) =>
      answered(first).status === 200 && first.json !== null ? error(describeAnswer(first)) : ok(),
    ),
  },
  {
    id: 'resource.garbage-token',
    about,
    title: 'A token that is none is 401 invalid_token',
    trips: 'Clients refresh or sign in again when they read invalid_token, and give up otherwise.',
    remedy:
      'Answer 401 with WWW-Authenticate: Bearer error="invalid_token", … to every token that is not good.',
    rule: 'RFC 6750 §3.1',
    look: ofResource(garbageToken),
  },
];

async function garbageToken(
  { url }: { readonly url: string },
  { ask }: { readonly ask: Ask },
): Promise<Outcome> {
  const answer = await ask({ url, headers: { accept, authorization: 'Bearer grantor-doctor-not-a-token' } });
  if (answer.status !== 401) return error(describeAnswer(answer));
  const challenges = parseChallenges(answer.headers.get('www-authenticate') ?? '');
  const code = challenges.find(({ scheme }) => scheme === 'bearer')?.parameters.get('error');
  return code === 'invalid_token'
    ? ok()
    : warning(`401, and the challenge says error=${code ?? '(nothing)'}`);
}
