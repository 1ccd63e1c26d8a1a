import { type Epoch, equalInConstantTime, type Hash, sha256 } from '@grantor/protocol';
import type { Client } from '../model/client.ts';
import { lasting, type Proof, type ProofContext } from './method.ts';

/** Clients post the secret or send it as Basic whatever they registered (protocol.md CA-2). */
export const holdsSecret = (client: Client): boolean =>
  client.authMethod === 'client_secret_basic' || client.authMethod === 'client_secret_post';

/** Whether the hash is that of a live secret, compared in constant time (protocol.md CA-6). */
export const isLiveSecret = (client: Client, presented: Hash, now: Epoch): boolean =>
  client.secrets
    .filter(({ expiresAt }) => expiresAt === null || expiresAt > now)
    .some(({ hash }) => equalInConstantTime(hash, presented));

/** Whether the secret is one of the client's live ones (protocol.md CA-6). */
export const proveSecret = (client: Client, secret: string | null, { now }: ProofContext): Proof | null =>
  secret !== null && isLiveSecret(client, sha256(secret), now) ? lasting : null;
