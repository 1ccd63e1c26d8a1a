import type * as authlete from '@grantor/protocol/authlete';
import { type ClientIdentity, destinationOf, hostOf } from '../pages/everywhere.ts';
import type { RequestedAccess } from '../pages/index.ts';
import type { ServiceClient } from './documents.ts';
import { type Asked, claimsByName } from './interaction.ts';

/** All that a request asks for, in the terms of the page of consent. */
export function askedAccess(asked: Asked): RequestedAccess {
  return {
    scopes: (asked.scopes ?? []).flatMap(({ name, description }) =>
      name === undefined
        ? []
        : [{ name, status: 'new' as const, ...(description === undefined ? {} : { description }) }],
    ),
    claims: claimsByName(asked).map((name) => ({ name, status: 'new' as const })),
    resources: (asked.resources ?? []).map((identifier) => ({ identifier, scopes: [], learns: [] })),
    details: detailsOf(asked),
  };
}

type AskedElsewhere = Partial<
  Pick<
    authlete.ReplyOf<'device/verification'>,
    'clientName' | 'scopes' | 'claimNames' | 'resources' | 'authorizationDetails'
  >
>;

/** Of a request whose answer goes to no browser; the client is named as it was there, and there is no address that it would go to. */
export const askedElsewhere = (
  { clientName, scopes, resources, authorizationDetails }: AskedElsewhere,
  client: ServiceClient,
): Asked => ({
  ...{ scopes, resources, authorizationDetails },
  client: { ...(client as Asked['client']), clientName, redirectUris: [] },
  ...{ isReauthentication: false, knownAs: () => undefined },
});

/**
 * The client where it registered itself, with all the addresses that the answer may go to: nobody vouches for its name
 * (protocol.md IN-2). null: somebody does.
 */
export function strangerIn({ client }: Asked): ClientIdentity | null {
  if (client?.dynamicallyRegistered !== true) return null;
  const { clientName: name = '', clientIdAlias = '', redirectUris = [] } = client;
  const [first, ...others] = redirectUris.map(destinationOf);
  const destination = first ?? { kind: 'another_device' };
  const hosts = [first, ...others].flatMap((one) => (one?.kind === 'web' ? [one.host] : []));
  const isWeb = hosts.length === redirectUris.length && hosts.length > 0;
  const documentHost = clientIdAlias.startsWith('https:') ? hostOf(clientIdAlias) : undefined;
  return {
    name,
    selfRegistered: true,
    destination: isWeb ? { kind: 'web', host: [...new Set(hosts)].join(', ') } : destination,
    ...(documentHost === undefined ? {} : { documentHost }),
  };
}

/** Nobody here registered their types: every member is shown by its name. */
function detailsOf({ authorizationDetails }: Asked): RequestedAccess['details'] {
  return (authorizationDetails?.elements ?? []).map((element) => ({
    type: element.type ?? '',
    title: null,
    rows: rowsOf(element),
    status: 'new',
    place: null,
  }));
}

type Element = NonNullable<NonNullable<Asked['authorizationDetails']>['elements']>[number];

function rowsOf(element: Element): RequestedAccess['details'][number]['rows'] {
  return Object.entries(element).flatMap(([path, value]) => {
    if (path === 'type' || value === undefined) return [];
    const values = Array.isArray(value) ? value.map(String) : [String(value)];
    return [{ path, label: null, values }];
  });
}

/** Who asks, in the terms of its page. */
export const describedClient = ({ client = {} }: Asked) => ({
  ...{ name: client.clientName ?? '', description: client.description, uri: client.clientUri },
  ...{ policyUri: client.policyUri, termsUri: client.tosUri },
});
