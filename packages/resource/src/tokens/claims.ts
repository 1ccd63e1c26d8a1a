import { after, type Epoch, epoch, shape } from '@grantor/protocol';
import { Denied, invalidToken } from '../access/denial.ts';
import type { ValidToken } from './valid-token.ts';

const text = shape.optional(shape.text());
const seconds = shape.optional(shape.number());
const texts = shape.optional(
  shape.either<string | readonly string[]>(
    [shape.text(), shape.list(shape.text())],
    'a text or a list of texts',
  ),
);
const thumbprint = shape.optional(
  shape.where(shape.text(), (value) => value !== '', 'a text that is not empty'),
);

/** What is read of a token's claims, or of an introspection answer. A claim of another type refuses the token. */
const claimShape = shape.members({
  iss: text,
  sub: text,
  aud: texts,
  exp: seconds,
  nbf: seconds,
  iat: seconds,
  jti: text,
  client_id: text,
  azp: text,
  // Some servers send what RFC 9068 §2.2.3 wants as a text as a list, in either claim
  scope: texts,
  scp: texts,
  acr: text,
  auth_time: seconds,
  // RFC 7800 §3: whoever does not understand a confirmation must not let the token pass
  cnf: shape.optional(
    shape.where(
      shape.object({ jkt: thumbprint, 'x5t#S256': thumbprint }),
      (confirmation) => Object.keys(confirmation).length > 0,
      'a confirmation',
    ),
  ),
});

type ReadClaims = shape.Read<typeof claimShape>;

/** A token that was read; its issuer and its signature are another's concern. */
export type ReadToken = {
  readonly token: ValidToken;
  readonly notBefore: number;
  readonly issuedAt: number;
};

// RFC 8725 §3.11: what only ID tokens and logout tokens have
const foreignClaims = ['at_hash', 'c_hash', 'events'];
// What Keycloak (typ), Cognito and Hydra (token_use) call their other tokens
const kindClaims = ['typ', 'token_use'];
const foreignKinds = new Set(['id', 'id_token', 'refresh', 'refresh_token', 'logout', 'offline']);

/**
 * The claims, each of its type. A token that does not say when it ends does so at `silentUntil`. Throws `Denied`
 * (`invalid_token`) when a claim is of another type, when `exp` is missing and nothing stands in for it, when a `cnf`
 * is not understood, and when the claims are those of an ID, refresh or logout token.
 */
export function readClaims(claims: Readonly<Record<string, unknown>>, silentUntil?: Epoch): ReadToken {
  const foreign = foreignClaims.find((name) => Object.hasOwn(claims, name));
  if (foreign !== undefined) throw invalidToken(`the claim ${foreign} belongs to another kind of token`);
  const kinds = kindClaims.map((name) => claims[name]);
  if (kinds.some((kind) => typeof kind === 'string' && foreignKinds.has(kind.toLowerCase()))) {
    throw invalidToken('a claim names another kind of token');
  }
  const data = claimShape(claims);
  if (data instanceof shape.Flaws) {
    const at = data.all[0]?.path.join('.') ?? '';
    throw invalidToken(`the claim ${at} is missing or cannot be understood`);
  }
  const { exp = silentUntil } = data;
  if (exp === undefined) throw invalidToken('the claim exp is missing'); // RFC 9068 §2.2
  return { token: tokenOf({ ...data, exp }, claims), notBefore: data.nbf ?? 0, issuedAt: data.iat ?? 0 };
}

function tokenOf(
  data: ReadClaims & { readonly exp: number },
  claims: ReadToken['token']['claims'],
): ValidToken {
  const { cnf } = data;
  return {
    issuer: data.iss ?? null,
    subject: data.sub ?? null,
    clientId: data.client_id ?? data.azp ?? null,
    scopes: scopesOf(data),
    audience: typeof data.aud === 'string' ? [data.aud] : (data.aud ?? []),
    expiresAt: epoch(data.exp),
    issuedAt: optionalEpoch(data.iat),
    tokenId: data.jti ?? null,
    acr: data.acr ?? null,
    authTime: optionalEpoch(data.auth_time),
    confirmation: cnf === undefined ? null : { jkt: cnf.jkt ?? null, x5t: cnf['x5t#S256'] ?? null },
    claims,
  };
}

const optionalEpoch = (value: number | undefined): Epoch | null =>
  value === undefined ? null : epoch(value);

/** `scope` and `scp`, united (resource.md §2). */
const scopesOf = ({ scope = '', scp = '' }: ReadClaims): readonly string[] => [
  ...new Set([scope, scp].flatMap(listed).filter((value) => value !== '')),
];

const listed = (values: string | readonly string[]): readonly string[] =>
  typeof values === 'string' ? values.split(' ') : values;

/** Throws `Denied` unless the moment is within the token's life, give or take `skew` seconds (RFC 7519 §4.1). */
export function checkLife(
  { token, notBefore, issuedAt }: ReadToken,
  { now, skew }: { readonly now: Epoch; readonly skew: number },
): void {
  const latest = after(now, skew);
  if (notBefore > latest) throw invalidToken('nbf is in the future');
  if (issuedAt > latest) throw invalidToken('iat is in the future');
  checkExpiry(token, { now, skew });
}

/** Throws `Denied` (`expired`) once the token's `exp` has passed by `skew` seconds (RFC 7519 §4.1.4). */
export function checkExpiry(
  { expiresAt }: Pick<ValidToken, 'expiresAt'>,
  { now, skew }: { readonly now: Epoch; readonly skew: number },
): void {
  if (now >= after(expiresAt, skew)) throw new Denied({ kind: 'expired', reason: 'exp has passed' });
}

/**
 * Throws `Denied` unless one audience of the token is one of those: as plain strings, but for an empty path,
 * which equals `/` (RFC 9068 §4, RFC 8707 §2).
 */
export function checkAudience({ audience }: Pick<ValidToken, 'audience'>, accepted: readonly string[]): void {
  const wanted = accepted.map(withPath);
  if (!audience.some((one) => wanted.includes(withPath(one)))) {
    throw invalidToken('aud does not name this resource');
  }
}

const withPath = (identifier: string): string =>
  /^https?:\/\/[^/?#]+$/i.test(identifier) ? `${identifier}/` : identifier;
