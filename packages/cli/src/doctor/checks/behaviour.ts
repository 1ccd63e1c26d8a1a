/** What the endpoints really do; nothing here signs anybody in or changes anything. */

import { isLoopbackUrl } from '@grantor/protocol';
import { clean } from '../../untrusted/clean.ts';
import { readObjects, readText, readTexts } from '../../untrusted/json.ts';
import { type Answer, describeAnswer, isOutOfOrder } from '../target/ask.ts';
import { authorizationErrors, redirectsTo, requestWith } from '../target/authorization-probe.ts';
import type { Registrar } from '../target/registration.ts';
import type { Target } from '../target/target.ts';
import { plainClient, registerAs } from '../target/test-clients.ts';
import { askUnknownClient, unknownClientId } from '../target/unknown-client.ts';
import { type Check, error, type Outcome, ok, skipped, warning } from './check.ts';
import { ofEndpoint, ofRegistrar } from './sides.ts';

const about = 'behaviour';

const foreign = 'https://grantor-doctor.invalid/callback';
export const behaviourChecks: readonly Check[] = [
  {
    id: 'behaviour.iss',
    about,
    title: 'iss really is in the answer',
    trips: 'Clients that were promised iss refuse every answer without it: nobody can sign in.',
    remedy: 'Add iss to every answer of the authorization endpoint, errors included, or promise nothing.',
    rule: 'RFC 9207 §2',
    look: ofEndpoint('authorization_endpoint', async (endpoint, { ask, client, server }) => {
      if (client === null) return skipped('needs a client: --register, or --client-id');
      const answer = await authorizationErrors(endpoint, client, ask);
      if (answer === null) return skipped('the server shows its errors itself and sends none to the client');
      const issuer = readText(server?.document ?? {}, 'issuer');
      const sent = answer.get('iss');
      const isPromised = server?.document?.['authorization_response_iss_parameter_supported'] === true;
      if (sent === null)
        return isPromised ? error('promised, and not sent') : warning('not sent, and not promised');
      return sent === issuer
        ? ok()
        : error(`it says ${clean(sent)}, the issuer is ${clean(issuer ?? '(nothing)')}`);
    }),
  },
  {
    id: 'behaviour.foreign-redirect',
    about,
    title: 'Nobody is sent to an address that is not registered',
    trips: 'Codes can be sent to anybody who makes a link.',
    remedy: 'Compare redirect_uri with the registered ones; if it is none of them, show an error and stay.',
    rule: 'RFC 6749 §4.1.2.1',
    look: ofEndpoint('authorization_endpoint', async (endpoint, { ask, client }) => {
      const clientId = client?.clientId ?? unknownClientId;
      const answer = await requestWith(endpoint, { clientId, redirectUri: foreign }, ask);
      if (redirectsTo(answer, 'grantor-doctor.invalid')) return error(describeAnswer(answer));
      return isOutOfOrder(answer) ? skipped(`out of order: ${describeAnswer(answer)}`) : ok();
    }),
  },
  {
    id: 'behaviour.loopback-port',
    about,
    title: 'Loopback redirect URIs work with any port',
    trips: 'Programs on people’s machines take a port that is free at the moment.',
    remedy: 'Compare loopback redirect URIs without their port.',
    rule: 'RFC 8252 §7.3',
    look: ofRegistrar((registrar, target) =>
      ofEndpoint('authorization_endpoint', (endpoint) => tryOtherPorts(endpoint, target, registrar))(target),
    ),
  },
  {
    id: 'behaviour.unknown-client',
    about,
    title: 'An unknown client is 401 invalid_client at the token endpoint',
    trips: 'Clients register again when they read 401 invalid_client; after anything else they stay broken.',
    remedy: 'Answer 401 with {"error":"invalid_client"} when the client does not exist.',
    rule: 'RFC 6749 §5.2',
    look: ofEndpoint('token_endpoint', async (endpoint, { ask }) => {
      const answer = await askUnknownClient(endpoint, ask);
      const isRight = answer.status === 401 && answer.json?.['error'] === 'invalid_client';
      return isRight ? ok() : error(describeAnswer(answer));
    }),
  },
  {
    id: 'behaviour.no-store',
    about,
    title: 'The token endpoint forbids storing (Cache-Control: no-store)',
    trips: 'A cache on the way keeps tokens.',
    remedy: 'Send Cache-Control: no-store with every answer of the token endpoint.',
    rule: 'RFC 6749 §5.1',
    look: ofEndpoint('token_endpoint', async (endpoint, { ask }) => {
      const { headers } = await askUnknownClient(endpoint, ask);
      const said = headers.get('cache-control');
      return /\bno-store\b/i.test(said ?? '')
        ? ok()
        : warning(`Cache-Control: ${clean(said ?? '(nothing)')}`);
    }),
  },
  {
    id: 'behaviour.keys',
    about,
    title: 'The keys parse, have names of their own and nothing private',
    trips: 'Signatures cannot be checked, or anybody can make them.',
    remedy: 'Serve a JSON Web Key Set of public keys, each with a kid of its own.',
    rule: 'RFC 7517 §5',
    look: ofEndpoint('jwks_uri', async (url, { ask }) => judgeKeys(await ask(url))),
  },
];

/** The list is the server's. */
const mostTried = 4;

/** The port of Claude Code, at the hosts that were registered; the registered URI itself is the measure. */
async function tryOtherPorts(endpoint: string, { ask }: Target, registrar: Registrar): Promise<Outcome> {
  const { json } = await registerAs(plainClient, registrar);
  const clientId = readText(json ?? {}, 'client_id');
  const registered = readTexts(json ?? {}, 'redirect_uris')
    .filter(isLoopbackUrl)
    .slice(0, mostTried);
  if (clientId === undefined || registered.length === 0) return skipped('no client can register itself');
  let tried = 0;
  for (const uri of registered) {
    const usual = await requestWith(endpoint, { clientId, redirectUri: uri }, ask);
    if (usual.status >= 400) continue; // refused for another reason than its port
    tried += 1;
    const other = new URL(uri);
    other.port = '3118';
    const answer = await requestWith(endpoint, { clientId, redirectUri: other.href }, ask);
    if (isOutOfOrder(answer)) return skipped(`out of order: ${describeAnswer(answer)}`);
    if (answer.status >= 400) return error(`${other.href}: ${describeAnswer(answer)}`);
  }
  return tried > 0 ? ok() : skipped('the registered redirect URIs themselves are refused');
}

const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

function judgeKeys(answer: Answer): Outcome {
  const keys = readObjects(answer.json ?? {}, 'keys');
  if (answer.status !== 200 || !Array.isArray(answer.json?.['keys'])) return error(describeAnswer(answer));
  const exposed = keys.some((key) => privateMembers.some((name) => name in key));
  if (exposed) return error('there is private key material in it: replace these keys now');
  const unusable = keys.filter((key) => readText(key, 'kty') === undefined);
  if (unusable.length > 0) return error('a key has no kty');
  const names = keys.map((key) => readText(key, 'kid'));
  if (names.length > 1 && names.includes(undefined)) return error('one of several keys has no kid');
  return new Set(names).size < names.length ? error('two keys have the same kid') : ok(`${keys.length} keys`);
}
