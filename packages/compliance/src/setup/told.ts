import { type Certificates, withCertificates } from './certificates.ts';
import { fapiFixtures } from './fapi.ts';
import type { Variant } from './features.ts';
import type { Fixtures } from './fixture.ts';
import { API, fixtures } from './fixtures.ts';
import { issuingFixtures } from './issuing.ts';

const oneResource: Fixtures = {
  ...fixtures,
  ...{ trusted_issuers: [], exchange_rules: [] },
  resources: fixtures.resources.filter(({ resource }) => resource === API),
};

/** What a target is told of beforehand that is set up this way. */
export function toldOf(variant: Variant, certificates: Certificates | null): Fixtures {
  if (isFapi(variant)) return fapiFixtures;
  if (variant === 'mcp') return oneResource;
  if (variant === 'issuing') return issuingFixtures;
  return certificates === null ? fixtures : withCertificates(certificates);
}

export const isFapi = (variant: Variant): boolean => variant.startsWith('fapi');

/** Whether it speaks TLS itself, and whether it knows certificates of its clients. */
export const isSecure = (variant: Variant): boolean => ['secure', 'fapi-secure'].includes(variant);
export const hasCertificates = (variant: Variant): boolean => isSecure(variant) || variant === 'proxied';

/** The same, with the client that is told of its requests at this address. */
export const toldAt = (told: Fixtures, address: string): Fixtures => ({
  ...told,
  clients: told.clients.map((client) =>
    client.backchannel_client_notification_endpoint === undefined
      ? client
      : { ...client, backchannel_client_notification_endpoint: address },
  ),
});
