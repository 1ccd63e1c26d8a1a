import type { Addresses, AddressRefusal } from '@grantor/engine';
import { type OutboundPolicy, type OutboundRefusal, refusalOf } from './destination.ts';

const refusals: Readonly<Record<OutboundRefusal, AddressRefusal>> = {
  malformed_url: 'malformed',
  credentials_in_url: 'malformed',
  fragment_in_url: 'malformed',
  not_https: 'not_https',
  private_address: 'inner_address',
  unresolved: 'inner_address',
  own_host: 'own_host',
};

/** What a client may declare as an address to be called: nothing that the same policy would refuse. */
export function callableAddresses(policy: OutboundPolicy): Addresses {
  return {
    refusalOf(url) {
      const refusal = refusalOf(url, policy);
      return refusal === null ? null : refusals[refusal];
    },
  };
}
