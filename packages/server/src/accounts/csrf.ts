import { equalInConstantTime, type Hash, hmacSha256 } from '@grantor/protocol';

/** What a form is bound to: the browser that fetched it, and the session once there is one. */
export type FormBinding = { readonly browser: Hash; readonly session: Hash | null };

/** The `csrf_token` of a form (security.md B-4, product.md S-7). It dies with the session id it names. */
export const csrfToken = (key: Uint8Array, { browser, session }: FormBinding): string =>
  hmacSha256(key, `csrf\n${browser}\n${session ?? ''}`);

/** Whether the posted token is that of this browser and session, in constant time (security.md T-12). */
export const isCsrfToken = (key: Uint8Array, presented: string, binding: FormBinding): boolean =>
  equalInConstantTime(presented, csrfToken(key, binding));

export type PostOrigin = { readonly secFetchSite: string | null; readonly origin: string | null };

/**
 * Whether a post comes from our own pages as far as its headers tell (security.md B-4). `Origin: null` is
 * foreign; a program that sends neither header is left to the token.
 */
export function sameOrigin({ secFetchSite, origin }: PostOrigin, baseUrl: string): boolean {
  if (origin !== null && origin !== new URL(baseUrl).origin) return false;
  // W3C Fetch Metadata §2.4: `none` is the person's own doing, such as restoring a tab
  return secFetchSite === null || secFetchSite === 'same-origin' || secFetchSite === 'none';
}
