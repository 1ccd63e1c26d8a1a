/** A federation of which some of the addresses are private, and a server that may or may not go there. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { makeTestCertificate } from '@grantor/compliance/testing';
import { freePort } from '@grantor/compliance/testing/free-port';
import type { JWK } from 'jose';
import { type ServerProcess, startServerProcess } from '../running-server.ts';
import { type Entities, type Entity, publish, seconds, startEntities, superiorMetadata } from './entities.ts';

type Members = Readonly<Record<string, unknown>>;

/** A name that leads here by what a name server says; the address says so by itself. */
export const innerHosts = ['inner.example', '127.0.0.1'] as const;
export type InnerHost = (typeof innerHosts)[number];

/** Loaded into the server: what a name server answers. */
const nameServer = `
import { promises } from 'node:dns';
promises.Resolver.prototype.resolve4 = async () => ['127.0.0.1'];
promises.Resolver.prototype.resolve6 = async () => [];`;

export const markType = 'https://marks.example/member';

export type InnerNetwork = {
  readonly entities: Entities;
  /** Goes to no private address but those of \`localhost\`. */
  readonly careful: ServerProcess;
  /** Goes everywhere: what is refused by the other is good here. */
  readonly careless: ServerProcess;
  /** Where the origin is in the inner network. */
  inside(origin: string, host: InnerHost): string;
  stop(): Promise<void>;
};

export async function startInnerNetwork(): Promise<InnerNetwork> {
  const folder = await mkdtemp(join(tmpdir(), 'grantor-inner-'));
  const { certificate, privateKey } = makeTestCertificate(['localhost', ...innerHosts]);
  const [cert, names] = ['certificate.pem', 'names.mjs'].map((name) => join(folder, name));
  if (!cert || !names) throw new Error('no names');
  await writeFile(cert, certificate);
  await writeFile(names, nameServer);
  setDefaultCACertificates([...getCACertificates('default'), certificate]);
  const entities = await startEntities({ cert: certificate, key: privateKey });
  await publish(entities);
  const { anchor } = entities;
  await entities.configuration(anchor, {
    metadata: superiorMetadata(anchor),
    trust_mark_issuers: { [markType]: [] },
  });
  const start = async (allowed: string): Promise<ServerProcess> => {
    const port = await freePort();
    const file = join(folder, `federation-${port}.json`);
    const rules = {
      trust_anchors: { [anchor.id]: { jwks: { keys: [anchor.jwk as JWK] } } },
      required_trust_marks: [markType],
    };
    await writeFile(file, JSON.stringify(rules));
    return startServerProcess({
      port,
      environment: {
        NODE_EXTRA_CA_CERTS: cert,
        NODE_OPTIONS: `--import=file://${names}`,
        OUTBOUND_ALLOWED_HOSTS: allowed,
        ENABLE_FEDERATION: 'true',
        FEDERATION_FILE: file,
      },
    });
  };
  const [careful, careless] = await Promise.all([
    start('localhost'),
    start(`localhost,${innerHosts.join(',')}`),
  ]);
  return {
    ...{ entities, careful, careless },
    inside: (origin, host) => origin.replace('localhost', host),
    async stop() {
      await Promise.all([careful.stop(), careless.stop(), entities.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A mark of the entity by its issuer, as it is listed. */
export async function markBy(issuer: Entity, entity: string): Promise<Members> {
  const [iat, exp] = [seconds(), seconds() + 600];
  const claims = { iss: issuer.id, sub: entity, trust_mark_type: markType, iat, exp };
  const jwt = await issuer.sign(claims, { typ: 'trust-mark+jwt' });
  return { trust_marks: [{ trust_mark_type: markType, trust_mark: jwt }] };
}
