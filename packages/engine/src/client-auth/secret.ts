import { type Epoch, equalInConstantTime, type Hash, sha256 } from '@grantor/protocol';
import type { Client } from '../model/client.ts';
import { type Credentials, lasting, type Proof, type ProofContext } from './method.ts';

/** Clients post the secret or send it as Basic whatever they registered (protocol.md CA-2). */
export const holdsSecret = (client: Client): boolean =>
  client.authMethod === 'client_secret_basic' || client.authMethod === 'client_secret_post';

type Keeper = Pick<Client, 'secrets'>;

/** Whether the hash is that of a live secret; all of them are compared, in constant time (protocol.md CA-6, security.md T-12). */
export const isLiveSecret = ({ secrets }: Keeper, presented: Hash, now: Epoch): boolean =>
  secrets
    .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
    .map(({ hash }) => equalInConstantTime(hash, presented))
    .includes(true);

/**
 * Whether the secret is one of the client's live ones, decoded or as it came (protocol.md CA-3, CA-6). Both are
 * hashed and compared whichever is right, and where they are the same: time does not tell which it was.
 */
export function proveSecret(
  keeper: Keeper,
  { value, raw }: Credentials,
  { now }: Pick<ProofContext, 'now'>,
): Proof | null {
  if (value === null) return null;
  const spellings = raw === undefined ? [value] : [value, raw.value];
  const fits = spellings.map((spelling) => isLiveSecret(keeper, sha256(spelling), now));
  return fits.includes(true) ? lasting : null;
}

const nobody: Keeper = { secrets: [{ hash: sha256('nobody'), expiresAt: null }] };

/** The same work for no client. */
export function pretendSecret(credentials: Credentials, context: Pick<ProofContext, 'now'>): void {
  proveSecret(nobody, credentials, context);
}
