/** What an active access token says to whoever may see it (RFC 7662 §2.2). */

import { scopeMember, secondOf } from '@grantor/protocol';
import type { Account } from '../model/account.ts';
import { tokenTypeOf } from '../model/confirmation.ts';
import { resourcesNamed } from '../model/resource.ts';
import type { Context } from '../requests/context.ts';
import { apisAmong, formatAudience } from './audience.ts';
import { detailsMember } from './authorization-details.ts';
import { identityOf } from './claims.ts';
import type { ActiveToken } from './presented-token.ts';
import { publicNameOf } from './subject.ts';
import { asAgreed, identityClaimsFor } from './token-traits.ts';

/** Members by their names on the wire; those that are `undefined` do not reach JSON. */
export type TokenDescription = Readonly<Record<string, string | number | boolean | object | undefined>>;

/** As introspection answers it, live. Who may see it is another's concern. */
export async function describeToken(context: Context, found: ActiveToken): Promise<TokenDescription> {
  const { token } = found;
  const { account } = found.standing;
  return {
    active: true,
    scope: scopeMember(token.scope),
    authorization_details: detailsMember(token.details), // RFC 9396 §9.2
    grant_id: found.standing.family?.grantId ?? undefined, // advanced.md GMT-6
    client_id: token.clientId,
    username: publicNameOf(found.client, account),
    token_type: tokenTypeOf(token.confirmation),
    exp: token.expiresAt,
    iat: secondOf(token.issuedAt),
    sub: token.subject,
    aud: formatAudience(token.audience),
    iss: context.policy.issuer,
    jti: token.tokenId,
    auth_time: token.authTime,
    acr: token.acr, // RFC 9470 §4
    amr: token.amr,
    cnf: token.confirmation ?? undefined, // RFC 7800 §3
    act: token.actor ?? undefined, // RFC 8693 §4.1
    ...(account === null ? {} : await describeIdentity(context, found, account)),
  };
}

/** What the resources it is meant for want to know of the person (clients.md §9). */
async function describeIdentity(
  { ports, policy }: Context,
  { token, standing: { family } }: ActiveToken,
  account: Account,
) {
  const registered = await ports.store.listResources();
  const resources = resourcesNamed(apisAmong(token.resources, policy), registered);
  const agreed = resources.map((resource) => asAgreed(resource, family?.claims ?? null));
  return identityOf(account, identityClaimsFor(agreed));
}
