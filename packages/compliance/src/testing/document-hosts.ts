import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DocumentHost, HOST_NAMES } from '../wire/document-host.ts';
import { makeTestCertificate } from './test-certificate.ts';

// The sites that clients have on this computer, and what a target started as a child needs to reach them.

const RESOLVER = pathToFileURL(join(import.meta.dirname, 'closed-resolver.ts')).href;

export interface DocumentHosts {
  /** For the command line of the target: no name but those of the sites leads anywhere. */
  readonly args: readonly string[];
  /** For its environment: trust in the certificate of the sites. */
  readonly env: Readonly<Record<string, string>>;
  /** A new site, an origin of its own. */
  open(): Promise<DocumentHost>;
  stop(): Promise<void>;
}

export async function createDocumentHosts(): Promise<DocumentHosts> {
  const certificate = makeTestCertificate(HOST_NAMES);
  const folder = await mkdtemp(join(tmpdir(), 'compliance-hosts-'));
  const file = join(folder, 'certificate.pem');
  await writeFile(file, certificate.certificate);
  const hosts: DocumentHost[] = [];
  return {
    args: ['--import', RESOLVER],
    env: { NODE_EXTRA_CA_CERTS: file },
    async open() {
      const host = await DocumentHost.start(certificate);
      hosts.push(host);
      return host;
    },
    async stop() {
      await Promise.all(hosts.map((host) => host.stop()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
