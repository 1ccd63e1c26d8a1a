import type { SigningRequest, TokenUse } from '@grantor/engine';
import { encodeBase64url } from '@grantor/protocol';
import { type AsymmetricAlgorithm, algorithms, isAsymmetricAlgorithm } from './algorithm.ts';
import type { HeldKeys } from './held-keys.ts';
import type { HmacKeys } from './hmac.ts';
import { signerOrFirst } from './server-key.ts';

/** Which algorithms sign what. `hmac` is there only where access tokens are HS256. */
export type SigningRules = {
  readonly accessToken: AsymmetricAlgorithm | 'HS256';
  readonly idToken: AsymmetricAlgorithm;
  readonly kept: readonly AsymmetricAlgorithm[];
  readonly hmac: HmacKeys | null;
};

/** The algorithm for the use: the one asked for, or the server's. Throws for one that no key of ours signs. */
export function chooseAlgorithm(
  rules: SigningRules,
  use: TokenUse,
  asked: string | null,
): AsymmetricAlgorithm | 'HS256' {
  const chosen = asked ?? (use === 'access_token' ? rules.accessToken : rules.idToken);
  if (isAsymmetricAlgorithm(chosen) && rules.kept.includes(chosen)) return chosen;
  // protocol.md TO-4: an ID token is never signed with the server's own secret
  if (chosen === 'HS256' && use === 'access_token' && rules.hmac !== null) return chosen;
  throw new Error(`no key signs ${use} with ${chosen}`);
}

/** Signs as a compact JWS (RFC 7515 §7.1) with the key that is active at the request's time. */
export function createSign(
  rules: SigningRules,
  held: HeldKeys,
): (request: SigningRequest) => Promise<string> {
  return async ({ use, alg, typ, claims, now }) => {
    const chosen = chooseAlgorithm(rules, use, alg);
    if (chosen === 'HS256') {
      const input = `${headerSegment({ alg: chosen, typ, kid: null })}.${payloadOf(claims)}`;
      return `${input}.${encodeBase64url(signWithSecret(rules, input))}`;
    }
    return signAsymmetrically(held, { alg: chosen, typ, claims, now });
  };
}

type Signing = Omit<SigningRequest, 'use' | 'alg'> & { readonly alg: AsymmetricAlgorithm };

/** As a compact JWS by the key of the algorithm that is active at `now`, or will be first. Throws where there is none. */
export async function signAsymmetrically(
  held: Pick<HeldKeys, 'all'>,
  { alg, typ, claims, now }: Signing,
): Promise<string> {
  const key = signerOrFirst(held.all(), alg, now);
  if (key === null) throw new Error(`there is no ${alg} key`);
  const input = `${headerSegment({ alg, typ, kid: key.kid })}.${payloadOf(claims)}`;
  const signature = algorithms[alg].sign(input, key.privateKey);
  return `${input}.${encodeBase64url(signature instanceof Promise ? await signature : signature)}`;
}

const payloadOf = (claims: object): string => Buffer.from(JSON.stringify(claims)).toString('base64url');

function signWithSecret(rules: SigningRules, input: string): Buffer {
  if (rules.hmac === null) throw new Error('HS256 is off');
  return rules.hmac.sign(input);
}

type Header = { readonly alg: string; readonly typ: string | null; readonly kid: string | null };

// Few keys times few types, and each is the same text every time
const headerSegments = new Map<string, string>();

function headerSegment({ alg, typ, kid }: Header): string {
  const name = `${alg} ${typ} ${kid}`;
  const known = headerSegments.get(name);
  if (known !== undefined) return known;
  const header = { alg, ...(typ === null ? {} : { typ }), ...(kid === null ? {} : { kid }) };
  const segment = Buffer.from(JSON.stringify(header)).toString('base64url');
  headerSegments.set(name, segment);
  return segment;
}
