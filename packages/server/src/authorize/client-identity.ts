import { type Client, isSelfRegistered, type Resource, type ScopeRequest } from '@grantor/engine';
import { displayName } from '@grantor/protocol';
import {
  type ClientIdentity,
  destinationOf,
  hostOf,
  type RequestedAccess,
  type RequestedResource,
} from '../pages/index.ts';

/** How a client is shown to people (protocol.md IN-2); without a redirect URI it is another device. */
export function clientIdentity(client: Client, redirectUri: string | null): ClientIdentity {
  const documentHost = client.source === 'document' ? hostOf(client.id) : undefined;
  const goal: ClientIdentity['destination'] =
    redirectUri === null ? { kind: 'another_device' } : destinationOf(redirectUri);
  return {
    name: displayName(client.name) ?? addressOf(goal, client),
    ...(client.clientUri === null ? {} : { uri: client.clientUri }),
    ...(client.policyUri === null ? {} : { policyUri: client.policyUri }),
    ...(client.tosUri === null ? {} : { termsUri: client.tosUri }),
    destination: goal,
    selfRegistered: isSelfRegistered(client),
    ...(documentHost === undefined ? {} : { documentHost }),
  };
}

/** What stands for a name that was never given, or of which nothing would be seen (clients.md §2). */
const addressOf = (goal: ClientIdentity['destination'], { id }: Client): string => {
  if (goal.kind === 'web') return goal.host;
  return goal.kind === 'this_device' ? goal.address : id;
};

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
  resources: resources.map(requestedResource),
});

const requestedResource = ({ uri, name, identityClaims }: Resource): RequestedResource => ({
  identifier: uri,
  ...(name === null ? {} : { name }),
  learns: identityClaims,
});
