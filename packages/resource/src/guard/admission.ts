import { type Epoch, expandScope, type Reply, Secret } from '@grantor/protocol';
import type { Need } from '../access/access.ts';
import { type Access, createAccess, type Scheme } from '../access/access.ts';
import { type Credentials, readCredentials } from '../access/credentials.ts';
import type { Denial } from '../access/denial.ts';
import { createPlaces } from '../access/place.ts';
import { createHolderCheck } from '../holder/holder.ts';
import type { GuardRequest } from '../request/guard-request.ts';
import { createTokenValidation, type Validated } from '../tokens/validation.ts';
import type { ResolvedOptions } from './options.ts';

export type AdmissionRequest = {
  readonly request: GuardRequest;
  readonly need: Need;
  readonly now: Epoch;
  /** The answer to a denial of this request, for what the application finds out later. */
  refuse(denial: Denial): Reply;
};

/** `nonce`: for the next DPoP proof, or null. */
export type Admitted = { readonly access: Access; readonly nonce: string | null };

/**
 * Lets a request in, or throws `Denied` or `AccessError`. In this order: how the token is presented, whether it
 * is valid here, whether its sender is its holder, what the operation needs, who the user is.
 */
export function createAdmission(options: ResolvedOptions): (request: AdmissionRequest) => Promise<Admitted> {
  const { resolveUser, implies } = options;
  const schemes: readonly Scheme[] = options.dpop === null ? ['Bearer'] : ['Bearer', 'DPoP'];
  const placeOf = createPlaces(options);
  const validate = createTokenValidation(options);
  const holder = createHolderCheck(options);

  return async ({ request, need, now, refuse }) => {
    const place = placeOf(request);
    const credentials = readCredentials(request, schemes);
    const { audiences } = place;
    const validated = await validate({ token: credentials.token, audiences, now });
    const { confirmation } = validated.token;
    await holder.check({ request, credentials, place, now }, confirmation);
    const scopes = expandScope(validated.token.scopes, implies);
    const access = createAccess(factsOf(validated, credentials, scopes), { now, refuse });
    access.require(...(need.scopes ?? options.scopes));
    access.requireAuthentication(need);
    const nonce = credentials.scheme === 'DPoP' ? holder.nonce(now) : null;
    if (resolveUser === null) return { access, nonce };
    const user = await resolveUser(access, validated.issuer);
    return { access: { ...access, user }, nonce };
  };
}

function factsOf(
  { token }: Validated,
  credentials: Credentials,
  scopes: readonly string[],
): Parameters<typeof createAccess>[0] {
  const { confirmation: _, ...said } = token;
  return { ...said, scopes, scheme: credentials.scheme, user: null, token: Secret.of(credentials.token) };
}
