import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { type Certificates, SUBJECT } from '../setup/certificates.ts';
import { makeTestAuthority, makeTestCertificate, selfSigned } from './test-certificate.ts';

// What a target needs to speak TLS on this computer, and to know the certificates of its clients.

export interface SecureSetUp {
  /** Files in PEM: of the target, and of the authority of its clients. */
  readonly files: { readonly certificate: string; readonly key: string; readonly clientAuthority: string };
  readonly certificates: Certificates;
  remove(): Promise<void>;
}

type Own = ReturnType<typeof makeTestCertificate>;

let known: Own | undefined;

/** One for all targets of this process, which trusts it: of two with one name only the first would be looked at. */
function ownCertificate(): Own {
  if (known === undefined) {
    known = makeTestCertificate(['localhost']);
    setDefaultCACertificates([...getCACertificates('default'), known.certificate]);
  }
  return known;
}

/** From now on this process trusts the target. */
export async function createSecureSetUp(): Promise<SecureSetUp> {
  const own = ownCertificate();
  const authority = makeTestAuthority('Clients of the compliance suite');
  const folder = await mkdtemp(join(tmpdir(), 'compliance-tls-'));
  const keep = async (name: string, text: string): Promise<string> => {
    const file = join(folder, name);
    await writeFile(file, text, { mode: 0o600 });
    return file;
  };
  return {
    files: {
      certificate: await keep('certificate.pem', own.certificate),
      key: await keep('key.pem', own.privateKey),
      clientAuthority: await keep('authority.pem', authority.certificate),
    },
    certificates: {
      registered: authority.issue(SUBJECT),
      stranger: authority.issue([['CN', 'Stranger']]),
      published: selfSigned([['CN', 'Published']]),
      forged: selfSigned(SUBJECT),
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
