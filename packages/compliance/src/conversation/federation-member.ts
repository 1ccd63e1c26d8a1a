import { SignJWT } from 'jose';
import type { FixtureClient } from '../setup/fixture.ts';
import { ANCHOR } from '../setup/issuing.ts';
import { fixtureKey, issuerJwk, issuerKey } from '../setup/keys.ts';
import type { SigningKey } from '../wire/client-assertion.ts';
import { randomText } from '../wire/parameters.ts';
import type { Conversation } from './conversation.ts';

// A client right below the trust anchor, which brings its chain: OpenID Federation §12.1.1.1, §12.2.1.

type Members = Readonly<Record<string, unknown>>;

const anchorKey: SigningKey = { kid: 'issuer-1', alg: 'EdDSA', privateKey: issuerKey };

export interface Member {
  /** As the cases know their clients; it proves itself with the key of the fixtures. */
  readonly client: FixtureClient;
  /** What it says of itself, to this provider. */
  statement(claims?: Members): Promise<string>;
  /** What it says, and the anchor says of it, and of itself. */
  chain(ofAnchor?: Members, claims?: Members): Promise<readonly string[]>;
}

function sign({ alg, kid, privateKey }: SigningKey, claims: Members): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({ iat: now, exp: now + 600, ...claims })
    .setProtectedHeader({ typ: 'entity-statement+jwt', alg, kid })
    .sign(privateKey);
}

export function newMember(t: Conversation, metadata: Members = {}): Member {
  const id = `https://${randomText(8)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, 'x')}.rp.example`;
  const jwks = { keys: [fixtureKey.publicJwk] };
  const client: FixtureClient = {
    ...{ client_id: id, client_name: 'Member', token_endpoint_auth_method: 'private_key_jwt' },
    redirect_uris: [`${id}/cb`],
    ...{ grant_types: ['authorization_code'], response_types: ['code'] },
    ...{ scope: 'openid', application_type: 'web', jwks },
  };
  const { client_id: _, scope: __, ...described } = client;
  const said = {
    ...{ ...described, client_registration_types: ['automatic', 'explicit'] },
    ...metadata,
  };
  const statement: Member['statement'] = (claims = {}) =>
    sign(fixtureKey, {
      ...{ iss: id, sub: id, aud: t.issuer, jti: randomText(), jwks, authority_hints: [ANCHOR] },
      metadata: { openid_relying_party: said },
      ...claims,
    });
  return {
    ...{ client, statement },
    async chain(ofAnchor = {}, claims = {}) {
      const anchorKeys = { keys: [issuerJwk] };
      return [
        await statement(claims),
        await sign(anchorKey, { iss: ANCHOR, sub: id, jwks, ...ofAnchor }),
        await sign(anchorKey, { iss: ANCHOR, sub: ANCHOR, jwks: anchorKeys }),
      ];
    },
  };
}
