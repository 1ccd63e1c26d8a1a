import { randomBytes } from 'node:crypto';
import type { CredentialNonces } from '@grantor/engine';
import { after, encodeBase64url, epoch, equalInConstantTime, hmacSha256 } from '@grantor/protocol';

/** federation-vci-authlete.md VCI-8: five minutes, in seconds. */
const lifetime = 300;

/** Nonces that say themselves until when they are good: whoever holds the key knows its own (OpenID4VCI §7.2). */
export function createCredentialNonces(key: Uint8Array): CredentialNonces {
  const sealed = (text: string): string => `${text}.${hmacSha256(key, `credential nonce ${text}`)}`;
  return {
    issue: (now) => sealed(`${after(now, lifetime)}.${encodeBase64url(randomBytes(16))}`),
    accepts(nonce, now) {
      const [until = '', drawn = ''] = nonce.split('.', 2);
      if (!equalInConstantTime(nonce, sealed(`${until}.${drawn}`))) return null;
      const end = epoch(Number(until));
      return end > now ? end : null;
    },
  };
}
