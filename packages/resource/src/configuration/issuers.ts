import {
  isJsonObject,
  type SignatureAlgorithmName,
  type shape,
  signatureAlgorithms,
} from '@grantor/protocol';
import type {
  AudienceRule,
  IntrospectionCredential,
  IntrospectionOptions,
  IssuerOptions,
} from '../issuer/issuer-options.ts';
import { introspectionFields, issuerFields, type optionFields } from './fields.ts';
import { type Problems, parseMembers } from './problems.ts';

type Given = {
  readonly issuer: string | undefined;
  readonly issuers: shape.Read<typeof optionFields.issuers>;
};

/** resource.md §2 */
const defaultAlgorithms: readonly SignatureAlgorithmName[] = ['ES256', 'RS256', 'PS256', 'EdDSA'];

/** The issuers in their order; of those with a problem nothing is left. */
export function readIssuers({ issuer, issuers = [] }: Given, problems: Problems): readonly IssuerOptions[] {
  if (issuer !== undefined && issuers.length > 0) problems.add('issuer and issuers cannot be set together.');
  const listed = issuers.flatMap((each, index) => readIssuer(each, `issuers[${index}].`, problems) ?? []);
  const read = issuer === undefined ? listed : [...listed, ...(readIssuer({ issuer }, '', problems) ?? [])];
  const names = read.map((each) => each.issuer);
  for (const name of new Set(names.filter((each, index) => names.indexOf(each) !== index))) {
    problems.add(`The issuer ${name} is listed twice.`);
  }
  // No token is shown to a second issuer (resource.md §2)
  if (read.filter(answersOpaque).length > 1) {
    problems.add('Only one issuer can have introspection: an opaque token does not tell whose it is.');
  }
  return read;
}

const answersOpaque = ({ introspection, introspect }: IssuerOptions): boolean =>
  introspection !== null || introspect !== null;

function readIssuer(given: unknown, prefix: string, problems: Problems): readonly IssuerOptions[] | null {
  if (!isJsonObject(given)) {
    problems.add(`${prefix.slice(0, -1)} must be an object.`);
    return null;
  }
  const members = parseMembers(issuerFields, given, { problems, prefix });
  const { issuer, audience, jwksUri, algorithms, typ, userClaim, trustEmail, introspection, introspect } =
    members;
  if (introspection !== undefined && introspect !== undefined) {
    problems.add(`${prefix}introspection and introspect cannot be set together.`);
  }
  if (issuer === undefined) return null;
  return [
    {
      issuer,
      audience: audienceRule(audience),
      jwksUri: jwksUri ?? null,
      algorithms: algorithms ?? defaultAlgorithms,
      tokenType: typ ?? 'any',
      userClaim: userClaim ?? 'sub',
      trustEmail: trustEmail === true ? 'always' : 'if_verified',
      introspect: introspect ?? null,
      introspection:
        introspection === undefined
          ? null
          : readIntrospection(introspection, `${prefix}introspection`, problems),
    },
  ];
}

function audienceRule(given: string | readonly string[] | undefined): AudienceRule {
  if (given === undefined) return { kind: 'resource' };
  if (given === 'unchecked') return { kind: 'unchecked' };
  return { kind: 'listed', audiences: typeof given === 'string' ? [given] : given };
}

function readIntrospection(
  given: Readonly<Record<string, unknown>>,
  name: string,
  problems: Problems,
): IntrospectionOptions | null {
  const { clientId, clientSecret, privateKey, algorithm, keyId, tokens } = parseMembers(
    introspectionFields,
    given,
    { problems, prefix: `${name}.` },
  );
  let credential: IntrospectionCredential | null = null;
  if ((clientSecret === undefined) === (privateKey === undefined)) {
    problems.add(`${name} needs either clientSecret or privateKey.`);
  } else if (clientSecret !== undefined) {
    credential = { kind: 'client_secret', secret: clientSecret };
  } else if (privateKey !== undefined) {
    const alg = algorithm ?? 'ES256';
    if (!signatureAlgorithms[alg].accepts(privateKey))
      problems.add(`${name}.privateKey is no key for ${alg}.`);
    credential = { kind: 'private_key_jwt', key: privateKey, alg, kid: keyId ?? null };
  }
  if (clientId === undefined || credential === null) return null;
  return { clientId, credential, tokens: tokens ?? 'opaque' };
}
