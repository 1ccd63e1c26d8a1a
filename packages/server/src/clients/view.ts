/** A stored client as pages show it. */

import { endpoints, holdsSecret } from '@grantor/engine';
import { secondOf } from '@grantor/protocol';
import { changedClient } from '../administration/apps.ts';
import { secretName } from '../administration/client-secrets.ts';
import { pathKey } from '../console/path-key.ts';
import type { ClientView, SecretRow } from '../pages/index.ts';
import type { Site } from '../site/site.ts';
import type { StoredClient } from '../store/rows/client.ts';
import { valuesOf } from './values.ts';

/** The path of the client below a section. */
export const clientPath = (section: string, id: string): string => `${section}/${pathKey(id)}`;

/** By hash of the secret. */
type SecretUsedAt = ReadonlyMap<string, number>;

export type ClientViewWorld = {
  readonly site: Pick<Site, 'baseUrl' | 'now'>;
  readonly secretUses: SecretUsedAt;
};

export function clientView(
  stored: StoredClient,
  section: string,
  { site, secretUses }: ClientViewWorld,
): ClientView {
  const { client, pendingChange } = stored;
  return {
    path: clientPath(section, client.id),
    id: client.id,
    name: client.name,
    status: client.status,
    values: valuesOf(client),
    secrets: holdsSecret(client) ? secretRows(stored, secretUses, secondOf(site.now())) : null,
    issuer: site.baseUrl,
    endpoints: shownEndpoints.map(({ name, path }) => ({ name, address: `${site.baseUrl}${path}` })),
    ...(pendingChange === null
      ? {}
      : {
          change: {
            values: valuesOf(changedClient(stored)),
            submittedAt: pendingChange.submittedAt,
            submittedBy: pendingChange.submittedBy,
          },
        }),
  };
}

// RFC 8414 §2, OpenID Connect Discovery §3
const shownEndpoints = [
  { name: 'openid_configuration', path: endpoints.openidConfiguration.path },
  { name: 'authorization_endpoint', path: endpoints.authorization.path },
  { name: 'token_endpoint', path: endpoints.token.path },
  { name: 'device_authorization_endpoint', path: endpoints.deviceAuthorization.path },
  { name: 'userinfo_endpoint', path: endpoints.userinfo.path },
  { name: 'introspection_endpoint', path: endpoints.introspection.path },
  { name: 'revocation_endpoint', path: endpoints.revocation.path },
  { name: 'end_session_endpoint', path: endpoints.endSession.path },
  { name: 'jwks_uri', path: endpoints.jwks.path },
] as const;

const secretRows = ({ client }: StoredClient, uses: SecretUsedAt, now: number): readonly SecretRow[] =>
  client.secrets.map((secret) => ({
    name: secretName(secret),
    ...(secret.label === undefined ? {} : { label: secret.label }),
    ...(secret.lastFour === undefined ? {} : { lastFour: secret.lastFour }),
    ...(secret.createdAt === undefined ? {} : { createdAt: secret.createdAt }),
    ...(secret.expiresAt === null ? {} : { expiresAt: secret.expiresAt }),
    ...usedAtOf(uses.get(secret.hash)),
    isOver: secret.expiresAt !== null && secret.expiresAt <= now,
  }));

const usedAtOf = (usedAt: number | undefined): Pick<SecretRow, 'usedAt'> =>
  usedAt === undefined ? {} : { usedAt };
