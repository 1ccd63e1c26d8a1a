import { type Client, isSelfRegistered, type Resource, type ScopeRequest } from '@grantor/engine';
import { redirectTarget } from '@grantor/protocol';
import type { ClientIdentity, RequestedAccess } from '../pages/index.ts';

/** How a client is shown to people (protocol.md IN-2); without a redirect URI it is another device. */
export const clientIdentity = (client: Client, redirectUri: string | null): ClientIdentity => ({
  name: client.name,
  ...(client.clientUri === null ? {} : { uri: client.clientUri }),
  ...(client.policyUri === null ? {} : { policyUri: client.policyUri }),
  ...(client.tosUri === null ? {} : { termsUri: client.tosUri }),
  destination: destination(redirectUri),
  selfRegistered: isSelfRegistered(client),
});

function destination(redirectUri: string | null): ClientIdentity['destination'] {
  if (redirectUri === null) return { kind: 'another_device' };
  const target = redirectTarget(redirectUri);
  return target.kind === 'web' ? { kind: 'web', host: target.host } : { kind: 'this_device' };
}

/** What is asked for, in the words of its resources. */
export const requestedAccess = (
  scopes: readonly ScopeRequest[],
  resources: readonly Resource[],
): RequestedAccess => ({
  scopes: scopes.map(({ name, description, known }) => ({
    name,
    status: known ? 'granted' : 'new',
    ...(description === null ? {} : { description }),
  })),
  resources: resources.map(({ uri, name }) => ({ identifier: uri, ...(name === null ? {} : { name }) })),
});
