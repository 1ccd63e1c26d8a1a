/** Where an issuer with a path is found in an application that has other pages too. */

import { endpoints } from '@grantor/engine';
import { basePathOf } from '../http/base-path.ts';

/**
 * Whether a path (a query may follow) is the issuer's: it lies below the issuer's path, or is one of the two
 * documents that clients look for at the root of the host (RFC 8414 §3.1, protocol.md DI-2). An issuer without a
 * path has its host to itself.
 */
export function mountOf(issuer: string): (target: string) => boolean {
  const base = basePathOf(issuer);
  if (base === '') return () => true;
  const { authorizationServerMetadata, openidConfiguration } = endpoints;
  const documents = [authorizationServerMetadata.path, openidConfiguration.path].map((path) => path + base);
  return (target) => {
    const [path = ''] = target.split('?', 1);
    return path === base || path.startsWith(`${base}/`) || documents.includes(path);
  };
}
