import {
  after,
  createRecencyMap,
  type Epoch,
  encodeForm,
  epoch,
  parseObject,
  sha256,
} from '@grantor/protocol';
import { Denied, invalidToken, unavailable } from '../access/denial.ts';
import type { Discovery, IssuerDocument } from '../issuer/discovery.ts';
import { answerTimeout } from '../issuer/documents.ts';
import type { Introspect, IntrospectionOptions, IssuerOptions } from '../issuer/issuer-options.ts';
import type { IssuerKeys } from '../issuer/keys.ts';
import { messageOf } from '../ports/error-message.ts';
import type { OutboundAnswer, Ports } from '../ports/ports.ts';
import { type ReadToken, readClaims } from './claims.ts';
import { proveCaller } from './introspection-credential.ts';
import { readSignedIntrospection, signedIntrospectionType } from './signed-introspection.ts';

/** Asks the issuer about a token (RFC 7662 §2.1). Throws `Denied`: `invalid_token` unless the token is active. */
export type Introspection = (token: string, now: Epoch) => Promise<ReadToken>;

export type IntrospectionWorld = {
  readonly ports: Pick<Ports, 'fetch' | 'random'>;
  readonly discovery: Discovery;
  /** Verify signed answers (RFC 9701 §5). */
  readonly keys: IssuerKeys;
};

/** Answers kept, and for how many seconds (security.md Q-5). */
const capacity = 10_000;
const keptActive = 30;
const keptInactive = 10;
/** Bytes of an answer. */
const limit = 65_536;

type Entry = { readonly answer: Promise<ReadToken> /** Null while it is on its way. */; until: Epoch | null };

/**
 * Introspection at one issuer. Answers are kept by the hash of the token, for min(30 s, `exp`) or, when the
 * token does not hold, for 10 s; at most one request for a token is under way. Outages are not remembered.
 * Where it is always asked, an active answer counts for the request it was asked for alone.
 */
export function createIntrospection(
  issuer: IssuerOptions,
  options: IntrospectionOptions,
  world: IntrospectionWorld,
): Introspection {
  const entries = createRecencyMap<Entry>(capacity);
  return (token, now) => {
    const key = sha256(token);
    const earlier = entries.get(key);
    if (earlier !== undefined && holds(earlier, now)) return earlier.answer;
    const answer = ask(token, now);
    entries.drain((one) => !holds(one, now));
    if (options.tokens === 'always') {
      answer.catch((error: unknown) => {
        if (isVerdict(error)) entries.set(key, { answer, until: after(now, keptInactive) });
      });
      return answer;
    }
    const entry: Entry = { answer, until: null };
    entries.set(key, entry);
    answer.then(
      ({ token: { expiresAt } }) => {
        entry.until = epoch(Math.min(after(now, keptActive), expiresAt));
      },
      (error: unknown) => {
        if (isVerdict(error)) entry.until = after(now, keptInactive);
        else entries.delete(key);
      },
    );
    return answer;
  };

  async function ask(token: string, now: Epoch): Promise<ReadToken> {
    const document = await world.discovery(issuer.issuer);
    const { issuer: name } = issuer;
    const proof = await proveCaller(options, { issuer: name, document, now, random: world.ports.random });
    const form = encodeForm([['token', token], ['token_type_hint', 'access_token'], ...proof.form]);
    const accept = {
      accept: document.introspectionSigning === 'offered' ? signedOrPlain : 'application/json',
    };
    const answer = await post(world.ports, document, { headers: { ...proof.headers, ...accept }, form });
    const claims = isSigned(answer)
      ? await readSignedIntrospection(answer.body, {
          issuer,
          clientId: options.clientId,
          keys: world.keys,
          now,
        })
      : parseObject(answer.body);
    if (claims === null) throw unavailable('the introspection answer cannot be read');
    return readActive(claims, { issuer, now });
  }
}

/** The issuer asked in this process, each time anew. What it rejects with is an outage. */
export const createInProcessIntrospection =
  (issuer: IssuerOptions, introspect: Introspect): Introspection =>
  async (token, now) => {
    const claims = await introspect(token).catch((error: unknown) => {
      throw unavailable(`the issuer cannot tell: ${messageOf(error)}`, error);
    });
    return readActive(claims, { issuer, now });
  };

/** Under way, or still good. */
const holds = ({ until }: Entry, now: Epoch): boolean => until === null || now < until;

const isVerdict = (error: unknown): boolean => error instanceof Denied && error.denial.kind !== 'unavailable';

const signedOrPlain = `application/${signedIntrospectionType}, application/json;q=0.5`; // RFC 9701 §4

const isSigned = (answer: OutboundAnswer): boolean =>
  answer.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase() ===
  `application/${signedIntrospectionType}`;

async function post(
  ports: Pick<Ports, 'fetch'>,
  { introspectionEndpoint: url }: IssuerDocument,
  { headers, form }: { readonly headers: Readonly<Record<string, string>>; readonly form: string },
): Promise<OutboundAnswer> {
  if (url === null) throw unavailable('the issuer names no introspection endpoint');
  const answer = await ports
    .fetch({
      url,
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: form,
      timeout: answerTimeout,
      limit,
    })
    .catch((error: unknown) => {
      throw unavailable(`introspection does not answer: ${messageOf(error)}`, error);
    });
  if (answer.status !== 200) throw unavailable(`introspection answers ${answer.status}`);
  return answer;
}

/** The answer as a token; the same rules as for a JWT, and `iss` if it is there (resource.md §2). */
function readActive(
  claims: Readonly<Record<string, unknown>>,
  { issuer: { issuer }, now }: { readonly issuer: IssuerOptions; readonly now: Epoch },
): ReadToken {
  // RFC 7662 §2.2: the boolean, nothing that looks like it
  if (claims['active'] !== true) throw invalidToken('the token is not active');
  // Without exp it holds as long as the answer is kept: then the issuer is asked anew (RFC 7662 §2.2)
  const read = readClaims(claims, after(now, keptActive));
  if (read.token.issuer !== null && read.token.issuer !== issuer) throw invalidToken('iss is another issuer');
  return { ...read, token: { ...read.token, issuer } };
}
