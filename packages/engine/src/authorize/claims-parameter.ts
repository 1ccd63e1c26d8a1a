import { isNestedTooDeeply, OAuthError, readForeignJson } from '@grantor/protocol';
import { type ClaimRequest, type ClaimsRequest, noClaims } from '../model/claims-request.ts';
import type { Client } from '../model/client.ts';
import { claimsWithin } from '../tokens/claims.ts';

const malformed = (): OAuthError => new OAuthError('invalid_request', 'The claims parameter is malformed.');

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseMember(value: unknown): ClaimRequest {
  if (value === null) return { essential: false, values: [] };
  if (!isObject(value)) throw malformed();
  const { essential = false, values } = value;
  if (typeof essential !== 'boolean') throw malformed();
  if (values !== undefined && !Array.isArray(values)) throw malformed();
  return { essential, values: values ?? ('value' in value ? [value['value']] : []) };
}

function parseSection(section: unknown): Readonly<Record<string, ClaimRequest>> {
  if (section === undefined || section === null) return {};
  if (!isObject(section)) throw malformed();
  const claims: Record<string, ClaimRequest> = Object.create(null);
  for (const [name, member] of Object.entries(section)) claims[name] = parseMember(member);
  return claims;
}

/** The claims asked for one by one; unknown claims are kept and later ignored (OpenID Connect Core §5.5). */
export function parseClaims(text: string | undefined): ClaimsRequest {
  if (text === undefined) return noClaims;
  const json = readForeignJson(text);
  if (!isObject(json) || isNestedTooDeeply(text)) throw malformed();
  return { userinfo: parseSection(json['userinfo']), idToken: parseSection(json['id_token']) };
}

/**
 * What of it the client may be told: claims of scopes it may have. The rest is ignored, essential or not, as
 * unknown claims are (OpenID Connect Core §5.5.1, security.md T-4); values asked for play no part any more.
 */
export function permittedClaims(claims: ClaimsRequest, client: Client): ClaimsRequest {
  const permitted = (section: ClaimsRequest['userinfo']): ClaimsRequest['userinfo'] =>
    Object.fromEntries(
      claimsWithin(client, Object.keys(section)).map((name) => [
        name,
        { essential: section[name]?.essential === true, values: [] },
      ]),
    );
  return { userinfo: permitted(claims.userinfo), idToken: permitted(claims.idToken) };
}

/** The only subject the request accepts, if it names one (OpenID Connect Core §5.5.1). */
export function requestedSubject(claims: ClaimsRequest): string | null {
  const value = claims.idToken['sub']?.values[0];
  return typeof value === 'string' ? value : null;
}

/** Authentication levels of which one must be met, or none; what is no level is never met (OpenID Connect Core §5.5.1.1). */
export function essentialAcrValues(claims: ClaimsRequest): readonly unknown[] {
  const acr = claims.idToken['acr'];
  return acr?.essential === true ? acr.values : [];
}
