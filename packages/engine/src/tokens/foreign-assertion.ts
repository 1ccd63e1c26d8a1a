/** Assertions of trusted issuers, judged (RFC 7523 §3, advanced.md JWB-2): whose word it is, and what it says. */

import {
  after,
  type ClientId,
  type CompactJws,
  type Epoch,
  epoch,
  OAuthError,
  parseCompactJws,
  readJsonObject,
} from '@grantor/protocol';
import { hashOfProof, type SeenProof } from '../model/proof.ts';
import type { AssertionKind, ClaimRule, TrustedIssuer } from '../model/trusted-issuer.ts';
import type { Source } from '../ports/facts.ts';
import type { Context } from '../requests/context.ts';
import { endpoints } from '../requests/paths.ts';

/** The header type of an ID-JAG, and of nothing else. */
export const idJagType = 'oauth-id-jag+jwt';

export type Assertion = {
  readonly issuer: TrustedIssuer;
  readonly subject: string;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly expiresAt: Epoch;
  /** What is remembered of it, so that it counts once; null: it may be shown again. */
  readonly seen: SeenProof | null;
};

export type PresentedAssertion = {
  readonly value: string;
  /** What it may be. */
  readonly kinds: readonly AssertionKind[];
  readonly now: Epoch;
  readonly source: Source;
};

/** Why an assertion is not taken, in words for the log. */
const faults = {
  no_jwt: 'no JWT',
  untrusted: 'no such issuer is trusted for this',
  claim_rules: 'its claims are not those of the rules of its issuer',
  several_records: 'several records speak of it',
  header: 'its header is not one that is taken',
  signature: 'no key of its issuer signed it',
  subject: 'sub is missing or too long',
  audience: 'aud is somebody else',
  endless: 'it never expires',
  expired: 'it has expired',
  too_long: 'it lives longer than its issuer may say',
  not_yet: 'nbf is to come',
  issued: 'iat is missing or to come',
  number: 'jti is missing or no text',
} as const;

export type AssertionFault = keyof typeof faults;

/** `detail`: why, for the log; `fault`: for people. `isLate`: it was good once. */
export type Refused = {
  readonly detail: string;
  readonly fault?: AssertionFault;
  readonly isLate?: true;
};

const refused = (fault: AssertionFault): Refused => ({ fault, detail: faults[fault] });

/** In characters: a store finds people by it, and an index takes no more than some thousand octets (security.md L-8). */
const longestSubject = 512;

/** Seconds until keys that could not be fetched may be there. */
const keysRetryAfter = 30;

/**
 * What the assertion says, if one trusted issuer of these kinds made it, for us, and it is good now. Its keys are asked for
 * once all else has been looked at. Throws `temporarily_unavailable` when they cannot be had.
 */
export async function verifyAssertion(
  context: Context,
  presented: PresentedAssertion,
): Promise<Assertion | Refused> {
  const jws = parseCompactJws(presented.value);
  const claims = jws === null ? null : readJsonObject(jws.payload);
  if (jws === null || claims === null) return refused('no_jwt');
  const issuer = await issuerOf(context, { jws, claims }, presented);
  if ('detail' in issuer) return issuer;
  if (!isAcceptedForm(jws, issuer, context)) return refused('header');
  const asked = { context, presented, issuer };
  const fault = faultOf(claims, asked);
  if (fault !== null) return fault;
  const signed = await context.ports.issuerKeys.verify(jws, issuer, presented.source);
  if (signed === 'unavailable') throw keysUnavailable();
  if (signed === 'refused') return refused('signature');
  const { sub, exp } = claims as { sub: string; exp: number };
  return { issuer, subject: sub, claims, expiresAt: epoch(Math.floor(exp)), seen: seenOf(claims, asked) };
}

/** Whether its issuer's record lets this client come with it (advanced.md JWB-1). */
export const isForClient = ({ issuer }: Assertion, client: ClientId): boolean =>
  issuer.clients?.includes(client) !== false;

type Read = { readonly jws: CompactJws; readonly claims: Assertion['claims'] };

/** The one record that speaks of it; several are none, since nobody could say whose rules count. */
async function issuerOf(
  { ports }: Context,
  { jws, claims }: Read,
  { kinds }: PresentedAssertion,
): Promise<TrustedIssuer | Refused> {
  const isIdJag = jws.header.typ?.toLowerCase() === idJagType;
  const known = (await ports.store.listTrustedIssuers()).filter(
    ({ issuer, kind }) => issuer === claims['iss'] && kinds.includes(kind) && (kind === 'id-jag') === isIdJag,
  );
  if (known.length === 0) return refused('untrusted');
  const [one, another] = known.filter(({ claimRules }) => claimRules.every((rule) => isMet(rule, claims)));
  if (one === undefined) return refused('claim_rules');
  return another === undefined
    ? one
    : { ...refused('several_records'), detail: `both ${one.id} and ${another.id} speak of it` };
}

const isMet = (rule: ClaimRule, claims: Assertion['claims']): boolean => {
  const value = claims[rule.claim];
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  return values.some(
    (each) =>
      typeof each === 'string' && ('equals' in rule ? each === rule.equals : each.startsWith(rule.prefix)),
  );
};

const plainTypes: readonly (string | null)[] = [null, 'jwt'];

function isAcceptedForm(
  { header, furtherHeader }: CompactJws,
  { kind, algorithms }: TrustedIssuer,
  { ports: { clientKeys } }: Context,
): boolean {
  // RFC 8725 §3.1: the key comes from the record, never from the token, and no extension is understood
  if (furtherHeader.some((name) => ['crit', 'b64', 'jwk', 'jku', 'x5u', 'x5c'].includes(name))) return false;
  const type = header.typ?.toLowerCase() ?? null;
  if (kind !== 'id-jag' && !plainTypes.includes(type)) return false;
  const isListed = algorithms.length === 0 || algorithms.includes(header.alg);
  return isListed && clientKeys.algorithms.includes(header.alg);
}

type Asked = {
  readonly context: Context;
  readonly presented: PresentedAssertion;
  readonly issuer: TrustedIssuer;
};

/** What is wrong with the claims; null: nothing (RFC 7523 §3, advanced.md JWB-2, JWB-4). */
function faultOf(claims: Assertion['claims'], asked: Asked): Refused | null {
  const { context, presented, issuer } = asked;
  const { now } = presented;
  const skew = context.policy.clockSkew;
  const { sub, aud, exp, nbf, iat, jti } = claims;
  if (typeof sub !== 'string' || sub === '' || sub.length > longestSubject) return refused('subject');
  if (!isForUs(aud, asked)) return refused('audience');
  if (typeof exp !== 'number') return refused('endless');
  if (exp + skew <= now) return { ...refused('expired'), isLate: true };
  if (exp > now + issuer.maximalLifetime + skew) return refused('too_long');
  const isPast = (time: unknown): boolean => typeof time === 'number' && time <= now + skew;
  if (nbf !== undefined && !isPast(nbf)) return refused('not_yet');
  const isIdJag = issuer.kind === 'id-jag';
  if (iat === undefined ? isIdJag : !isPast(iat)) return refused('issued');
  if (jti === undefined) return isIdJag ? refused('number') : null;
  return typeof jti === 'string' && jti !== '' ? null : refused('number');
}

/** Ours alone: a foreign member could replay it. An ID-JAG is for the issuer, nothing else (advanced.md JWB-4). */
function isForUs(audience: unknown, { context: { policy }, presented, issuer }: Asked): boolean {
  const endpoint = [endpoints.token.path, presented.source.path].map((path) => `${policy.issuer}${path}`);
  const ours = issuer.kind === 'id-jag' ? [policy.issuer] : [policy.issuer, ...endpoint];
  const listed: readonly unknown[] = Array.isArray(audience) ? audience : [audience];
  return listed.length > 0 && listed.every((member) => typeof member === 'string' && ours.includes(member));
}

/** A workload shows the one token it was given as often as it needs to (advanced.md JWB-5). */
function seenOf(claims: Assertion['claims'], { context, issuer }: Asked): SeenProof | null {
  const { jti, exp } = claims;
  if (issuer.kind === 'workload' || typeof jti !== 'string' || typeof exp !== 'number') return null;
  return {
    hash: hashOfProof({ use: 'grant_assertion', by: issuer.issuer, jti }),
    until: after(epoch(Math.ceil(exp)), context.policy.clockSkew + 1),
  };
}

const keysUnavailable = (): OAuthError =>
  new OAuthError('temporarily_unavailable', 'The keys of the issuer cannot be fetched.', {
    retryAfter: keysRetryAfter,
  });
