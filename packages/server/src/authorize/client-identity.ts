import { type Client, isSelfRegistered } from '@grantor/engine';
import { displayName } from '@grantor/protocol';
import { type ClientIdentity, destinationOf, hostOf } from '../pages/index.ts';

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
    ...vouchedBy(client),
  };
}

/** The federation that vouches for it, as people can name it (federation-vci-authlete.md §1). */
function vouchedBy({ federation }: Client): Pick<ClientIdentity, 'federation'> {
  if (federation === null) return {};
  const { trustAnchor, organizationName: organization } = federation;
  return {
    federation: {
      anchor: hostOf(trustAnchor) ?? trustAnchor,
      ...(organization === null ? {} : { organization }),
    },
  };
}

/** Whom to ask about it; nobody here vouches for what a stranger says. */
export const contactsOf = (client: Client): readonly string[] =>
  isSelfRegistered(client) ? [] : client.contacts;

/** What stands for a name that was never given, or of which nothing would be seen (clients.md §2). */
const addressOf = (goal: ClientIdentity['destination'], { id }: Client): string => {
  if (goal.kind === 'web') return goal.host;
  return goal.kind === 'this_device' ? goal.address : id;
};
