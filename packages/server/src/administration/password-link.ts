import type { Random } from '@grantor/engine';
import { after, type Instant, secondOf, sha256, type UserId } from '@grantor/protocol';
import type { PasswordLink } from '../store/password-links.ts';

/** In seconds (product.md U-1). */
const linkLife = 24 * 3600;

/** A link for the person: what is handed over, and what is stored of it. */
export function newPasswordLink(
  { random, now }: { readonly random: Random; readonly now: () => Instant },
  userId: UserId,
  address: string | null = null,
): { readonly token: string; readonly link: PasswordLink } {
  const token = random.token(32);
  return {
    token,
    link: { userId, address, hash: sha256(token), expiresAt: after(secondOf(now()), linkLife) },
  };
}
