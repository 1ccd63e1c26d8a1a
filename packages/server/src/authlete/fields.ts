/** Members that several operations read or write: details, grants, JSON within texts. */

import { type AuthorizationDetail, claimsOfGrant, type ManagedGrant, type Told } from '@grantor/engine';
import { isJsonObject } from '@grantor/protocol';
import * as authlete from '@grantor/protocol/authlete';
import { CallRefused } from './wire/call-refused.ts';

type Details = NonNullable<authlete.ReplyOf<'auth/authorization'>['authorizationDetails']>;

/** RFC 9396 §2.2, and what this API calls them. */
const listed = [
  ['locations', 'locations'],
  ['actions', 'actions'],
  ['datatypes', 'dataTypes'],
  ['privileges', 'privileges'],
] as const;

const texts = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) && value.every((each) => typeof each === 'string') ? value : undefined;

/** undefined: there are none. */
export function detailMembers(details: readonly AuthorizationDetail[]): Details | undefined {
  if (details.length === 0) return undefined;
  return {
    elements: details.map(({ type, identifier, ...rest }) => {
      const known = listed.flatMap(([name, member]) => {
        const value = texts(rest[name]);
        return value === undefined ? [] : [[name, member, value] as const];
      });
      const others = Object.entries(rest).filter(([name]) => !known.some(([of]) => of === name));
      return {
        type,
        ...Object.fromEntries(known.map(([, member, value]) => [member, value])),
        ...(typeof identifier === 'string' ? { identifier } : {}),
        ...(others.length === 0 ? {} : { otherFields: JSON.stringify(Object.fromEntries(others)) }),
      };
    }),
  };
}

export const detailsIn = (given: Details): readonly AuthorizationDetail[] =>
  (given.elements ?? []).map(({ type = '', identifier, otherFields, ...rest }) => ({
    ...objectIn(otherFields, 'otherFields'),
    type,
    ...(identifier === undefined ? {} : { identifier }),
    ...Object.fromEntries(
      listed.flatMap(([name, member]) => (rest[member] === undefined ? [] : [[name, rest[member]]])),
    ),
  }));

/** The object that a text holds; none where there is no text. */
export function objectIn(text: string | undefined, at: string): Readonly<Record<string, unknown>> {
  if (text === undefined || text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    if (isJsonObject(value)) return value;
  } catch {}
  throw new CallRefused('bad_call', `${at} is no JSON object`);
}

/** By their names alone. */
export const describeScopes = (names: readonly string[]) =>
  names.map((name) => ({ name, defaultEntry: false }));

/** Grant Management §6.4 */
export const grantMembers = (grant: ManagedGrant) => ({
  scopes: grant.scopes.map(({ scope, resource }) => ({ scope: scope.join(' '), resource })),
  claims: claimsOfGrant(grant),
  ...(grant.details.length === 0 ? {} : { authorizationDetails: detailMembers(grant.details) }),
});

type Given = NonNullable<authlete.RequestOf<'auth/token'>['properties']>;

export const propertiesIn = (given: Given) =>
  given.map(({ key = '', value = '', hidden = false }) => ({ key, value, hidden }));

export const gmActions = { create: 'CREATE', merge: 'MERGE', replace: 'REPLACE' } as const;

/** Printable, and of no client: those begin with `client:` (security.md T-6). */
export function subjectIn(given: string | undefined, at: string): string {
  if (given !== undefined && /^(?!client:)[\x21-\x7e]{1,100}$/.test(given)) return given;
  throw new CallRefused('bad_call', `${at} is no subject`);
}

type Said = Pick<
  authlete.RequestOf<'auth/authorization/issue'>,
  'sub' | 'claims' | 'jwtAtClaims' | 'consentedClaims' | 'properties'
>;

/** What the front-end says of its person (federation-vci-authlete.md ATL-25). */
export const toldIn = ({ sub, claims, jwtAtClaims, consentedClaims, properties = [] }: Said): Told => ({
  sub: sub === undefined ? null : subjectIn(sub, 'sub'),
  idToken: objectIn(claims, 'claims'),
  accessToken: objectIn(jwtAtClaims, 'jwtAtClaims'),
  consentedClaims: consentedClaims ?? null,
  properties: propertiesIn(properties),
});

type GrantName = NonNullable<authlete.ReplyOf<'auth/token'>['grantType']>;

/** Grants whose name of OAuth is more than that of this API in lower case. */
const longGrants: Readonly<Partial<Record<GrantName, string>>> = {
  DEVICE_CODE: 'urn:ietf:params:oauth:grant-type:device_code',
  CIBA: 'urn:openid:params:grant-type:ciba',
  TOKEN_EXCHANGE: 'urn:ietf:params:oauth:grant-type:token-exchange',
  JWT_BEARER: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
  PRE_AUTHORIZED_CODE: 'urn:ietf:params:oauth:grant-type:pre-authorized_code',
};

/** What OAuth calls a grant that this API names. */
export const grantOf = (name: GrantName): string => longGrants[name] ?? name.toLowerCase();

/** What this API calls a grant; undefined: it has no word for it. */
export const grantNamed = (grant: string): GrantName | undefined =>
  authlete.operations['auth/token'].reply.grantType.of.find((name) => grantOf(name) === grant);
