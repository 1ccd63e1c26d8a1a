import type {
  Addresses,
  ClientKeys,
  Clock,
  DocumentSource,
  FederationDocuments,
  IssuerKeys,
  RequestObjects,
  SectorDocuments,
} from '@grantor/engine';
import type { Configuration } from '../config/types.ts';
import { createClientKeys } from '../keys/client-keys.ts';
import { createIssuerKeys } from '../keys/issuer-keys.ts';
import { callableAddresses } from '../outbound/callable-addresses.ts';
import { createCourtesies } from '../outbound/courtesy.ts';
import { createDocumentSource } from '../outbound/document-source.ts';
import { createDocuments, type Documents } from '../outbound/documents.ts';
import { createFederationDocuments } from '../outbound/federation-documents.ts';
import { createOutbound, type Outbound } from '../outbound/outbound.ts';
import { createRequestObjects } from '../outbound/request-objects.ts';
import { createSectorDocuments } from '../outbound/sector-documents.ts';
import type { Tracing } from '../telemetry/tracing/tracing.ts';
import { outboundPolicy } from './outbound-policy.ts';
import { tracedOutbound } from './tracing.ts';

/** A logo whose headers do not say is kept for a day, in ms. */
const logoFreshness = 24 * 3_600_000;

/** Of 64 KiB at most each. */
const logosKept = 200;

export type OutboundParts = {
  readonly outbound: Outbound;
  readonly clientKeys: ClientKeys;
  readonly issuerKeys: IssuerKeys;
  readonly documents: DocumentSource;
  readonly requestObjects: RequestObjects;
  readonly sectors: SectorDocuments;
  readonly addresses: Addresses;
  readonly entities: FederationDocuments;
  readonly logoFiles: Documents;
};

type OutboundWorld = {
  readonly configuration: Configuration;
  readonly clock: Clock;
  readonly tracing: Tracing | null;
};

/** Everything that fetches what others chose, under one policy and one courtesy; a trace sees each request go. */
export function openOutbound({ configuration, clock: { now }, tracing }: OutboundWorld): OutboundParts {
  const watched = tracing === null ? (outbound: Outbound) => outbound : tracedOutbound(tracing);
  const { clientKeys, limits: rateLimits } = configuration;
  const policy = outboundPolicy(configuration);
  const limits = { connect: 3000, total: clientKeys.fetchTimeoutMilliseconds };
  const courtesies = createCourtesies({ now, perAddress: rateLimits.enabled ? 'on' : 'off' });
  const create = (options: Parameters<typeof createOutbound>[1] = {}): Outbound =>
    watched(createOutbound(policy, options));
  const documents = create();
  const keySets = createDocuments({
    courtesy: courtesies('key_set', create({ limits })),
    now,
    silentFor: clientKeys.cacheMilliseconds,
  });
  const logoFiles = createDocuments({
    courtesy: courtesies('logo', create()),
    now,
    silentFor: logoFreshness,
    capacity: logosKept,
  });
  const keysOfClients = createClientKeys(keySets);
  return {
    outbound: create(),
    clientKeys: keysOfClients,
    issuerKeys: createIssuerKeys(keysOfClients, keySets),
    documents: createDocumentSource({
      courtesy: { new: courtesies('new_client', documents), known: courtesies('known_client', documents) },
    }),
    requestObjects: createRequestObjects(courtesies('request_object', create({ limits })), now),
    sectors: createSectorDocuments(courtesies('sector', create({ limits }))),
    addresses: callableAddresses(policy),
    entities: createFederationDocuments(courtesies('entity_statement', create())),
    logoFiles,
  };
}
