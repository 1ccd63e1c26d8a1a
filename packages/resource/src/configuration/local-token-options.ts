import {
  isJsonObject,
  isLocalSecret,
  isLocalSignatureAlgorithm,
  mayVerify,
  signatureAlgorithms,
} from '@grantor/protocol';
import type { IssuerOptions } from '../issuer/issuer-options.ts';
import type { LocalTokens } from '../tokens/local-tokens.ts';
import { createLocalTokens, type LocalVerificationKey } from '../tokens/local-tokens.ts';
import { localTokensFields } from './fields.ts';
import { type Problems, parseMembers, type Values } from './problems.ts';

type Context = {
  /** Required by default, which is what a token that names no scope has. */
  readonly scopes: readonly string[];
  readonly clockSkew: number;
  readonly issuers: readonly IssuerOptions[];
};

/** The validator of local tokens, or null where a problem was found (resource.md §3). */
export function readLocalTokens(
  given: Readonly<Record<string, unknown>>,
  context: Context,
  problems: Problems,
): LocalTokens | null {
  const members = parseMembers(localTokensFields, given, { problems, prefix: 'localTokens.' });
  const { issuer = null, scopes = context.scopes } = members;
  const key = readKey(members, given, problems);
  if (issuer !== null && context.issuers.some((each) => each.issuer === issuer)) {
    problems.add('localTokens.issuer must be another than those of issuers.');
  }
  return key === null ? null : createLocalTokens({ key, issuer, scopes, clockSkew: context.clockSkew });
}

function readKey(
  { secret, publicKey, algorithm, issuer }: Values<typeof localTokensFields>,
  given: Readonly<Record<string, unknown>>,
  problems: Problems,
): LocalVerificationKey | null {
  if ((given['secret'] === undefined) === (given['publicKey'] === undefined)) {
    problems.add('localTokens needs either secret or publicKey.');
    return null;
  }
  if (secret !== undefined) {
    if (!isLocalSecret(secret.reveal())) problems.add('localTokens.secret must have 32 bytes or more.');
    if ((algorithm ?? 'HS256') !== 'HS256')
      problems.add('localTokens.algorithm must be HS256 with a secret.');
    return { kind: 'secret', secret };
  }
  if (publicKey === undefined) return null;
  if (issuer === undefined) problems.add('localTokens.issuer must be set with a public key.');
  if (algorithm === undefined || !isLocalSignatureAlgorithm(algorithm)) {
    problems.add('localTokens.algorithm must be ES256, RS256 or EdDSA with a public key.');
    return null;
  }
  const { publicKey: written } = given;
  const isFit = !isJsonObject(written) || mayVerify(written, algorithm);
  if (!isFit || !signatureAlgorithms[algorithm].accepts(publicKey)) {
    problems.add(`localTokens.publicKey is no key for ${algorithm}.`);
  }
  return { kind: 'public_key', key: publicKey, algorithm };
}
