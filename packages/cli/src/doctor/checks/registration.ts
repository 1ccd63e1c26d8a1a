/** Registers as real clients do, with `--register` only (RFC 7591, RFC 7592). */

import { clean } from '../../untrusted/clean.ts';
import { type JsonObject, readText, readTexts } from '../../untrusted/json.ts';
import { type Answer, describeAnswer } from '../target/ask.ts';
import { isRegistered, type Registrar } from '../target/registration.ts';
import type { Target } from '../target/target.ts';
import { plainClient, registerAs, unusualClient, variants } from '../target/test-clients.ts';
import { type Check, error, type Outcome, ok, skipped } from './check.ts';
import { walkThroughManagement } from './client-management.ts';
import { ofRegistrar } from './sides.ts';

const about = 'registration';

const ofRegistration = (metadata: JsonObject, look: (answer: Answer) => Outcome): Check['look'] =>
  ofRegistrar(async (registrar) => look(await registerAs(metadata, registrar)));

type LookAtRegistered = (answer: Answer, registrar: Registrar, target: Target) => Outcome | Promise<Outcome>;

/** Says nothing of its own where not even the plain client is taken. */
const ofRegistered = (look: LookAtRegistered): Check['look'] =>
  ofRegistrar(async (registrar, target) => {
    const plain = await registerAs(plainClient, registrar);
    return isRegistered(plain) ? look(plain, registrar, target) : skipped('no client can register itself');
  });

/** The server's own words, for whoever has to find out why. */
function refusal(answer: Answer): string {
  const said = readText(answer.json ?? {}, 'error_description');
  return `${describeAnswer(answer)}${said === undefined ? '' : `: ${clean(said)}`}`;
}

const judge = (answer: Answer): Outcome => (isRegistered(answer) ? ok() : error(refusal(answer)));

const variantCheck = (
  row: Pick<Check, 'id' | 'title' | 'trips' | 'remedy' | 'rule'>,
  metadata: JsonObject,
): Check => ({
  about,
  ...row,
  look: ofRegistered(async (_, registrar) => judge(await registerAs(metadata, registrar))),
});

export const registrationChecks: readonly Check[] = [
  {
    id: 'registration.accepted',
    about,
    title: 'A client can register itself',
    trips: 'Clients that nobody has prepared end here.',
    remedy: 'Open registration to everybody, or hand out client ids (or an initial access token) yourself.',
    rule: 'RFC 7591 §3.2.1',
    look: ofRegistration(plainClient, judge),
  },
  variantCheck(
    {
      id: 'registration.private-use',
      title: 'An app’s own scheme may be the redirect URI (cursor://…)',
      trips: 'Cursor registers three redirect URIs at once; one refused URI ends the attempt.',
      remedy: 'Accept private-use schemes for public clients (RFC 8252 §7.1).',
      rule: 'RFC 8252 §7.1',
    },
    variants.privateUse,
  ),
  variantCheck(
    {
      id: 'registration.portless',
      title: 'Loopback redirect URIs need no port',
      trips:
        'Claude Code and Codex register http://localhost/callback and come back with a port of the moment.',
      remedy: 'Accept http://127.0.0.1/… and http://localhost/… without a port.',
      rule: 'RFC 8252 §7.3',
    },
    variants.portless,
  ),
  variantCheck(
    {
      id: 'registration.application-type',
      title: 'application_type may be absent',
      trips: 'Most clients leave it out, and are then taken for web applications without loopback.',
      remedy: 'Judge redirect URIs by what they are, whatever application_type says.',
      rule: 'RFC 7591 §2',
    },
    variants.withoutType,
  ),
  variantCheck(
    {
      id: 'registration.empty-scope',
      title: 'scope may be empty',
      trips: 'Gemini CLI sends "scope": "" when nobody configured one.',
      remedy: 'Take an empty scope for none at all.',
      rule: 'RFC 7591 §2',
    },
    variants.emptyScope,
  ),
  variantCheck(
    {
      id: 'registration.unknown-members',
      title: 'Unknown members are ignored',
      trips: 'Clients send members that newer specifications define.',
      remedy: 'Ignore what you do not understand.',
      rule: 'RFC 7591 §2',
    },
    variants.unknownMembers,
  ),
  {
    id: 'registration.reply',
    about,
    title: 'The reply has redirect_uris, and no nulls',
    trips: 'SDK clients refuse a reply with a null in it or without redirect_uris: registered, and lost.',
    remedy: 'Answer every effective member, leave members without a value out.',
    rule: 'RFC 7591 §3.2.1',
    look: ofRegistered(judgeReply),
  },
  {
    id: 'registration.manage',
    about,
    title: 'A client can read, change and delete its registration',
    trips: 'Clients that nobody uses any more stay for ever, and changed ones register anew.',
    remedy: 'Answer registration_client_uri and registration_access_token, and serve them.',
    rule: 'RFC 7592 §2',
    look: ofRegistered((answer, registrar, { ask }) => walkThroughManagement(answer, registrar, ask)),
  },
];

function judgeReply({ json }: Answer): Outcome {
  const content = json ?? {};
  const nulls = Object.keys(content).filter((name) => content[name] === null);
  if (nulls.length > 0) return error(`null: ${nulls.join(', ')}`);
  if (!Array.isArray(content['redirect_uris'])) return error('redirect_uris is missing');
  const registered = readTexts(content, 'redirect_uris');
  const asked = [unusualClient, plainClient].map((metadata) => readTexts(metadata, 'redirect_uris'));
  const isWhole = asked.some((uris) => uris.every((uri) => registered.includes(uri)));
  return isWhole ? ok() : error(`registered with other redirect_uris: ${clean(registered.join(', '))}`);
}
