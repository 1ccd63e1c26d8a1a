/** The metadata of a registered resource, served on its behalf (RFC 9728 §3, resource.md §9). */

import {
  errorReply,
  matchResource,
  OAuthError,
  type ProtectedResourceMetadata,
  protectedResourcePath,
  publicReply,
  type Reply,
  sha256,
} from '@grantor/protocol';
import type { Resource } from '../model/resource.ts';
import type { Policy } from '../ports/policy.ts';
import type { Context } from '../requests/context.ts';
import { isRestricted } from '../tokens/scope-decision.ts';
import { knownUris } from './guarded-place.ts';

const cacheSeconds = 300; // resource.md §5

/** The document of the resource whose metadata is at `address`, a URL on the resource's own origin; else 404. */
export async function protectedResource({ ports, policy }: Context, address: URL): Promise<Reply> {
  const resources = await ports.store.listResources();
  const uri = resourceAt(address, knownUris({ resources, policy }));
  if (uri === null) {
    return errorReply(new OAuthError('not_found', 'No protected resource is registered at this address.'));
  }
  const body = JSON.stringify(describe(uri, resources, policy));
  return publicReply({ body, type: 'application/json', etag: `"${sha256(body)}"`, seconds: cacheSeconds });
}

function resourceAt({ origin, pathname }: URL, known: readonly string[]): string | null {
  const here = known.filter((uri) => URL.parse(uri)?.origin === origin);
  const path = pathname.slice(protectedResourcePath.length);
  const named = matchResource(origin + path, here);
  if (named !== null) return named;
  // resource.md §5: the root form speaks for the only resource of an origin
  const [only] = here;
  return path === '' && here.length === 1 && only !== undefined ? only : null;
}

function describe(uri: string, resources: readonly Resource[], policy: Policy): ProtectedResourceMetadata {
  const resource = resources.find((each) => each.uri === uri);
  const scopes = resource?.scopes
    ?.map(({ name }) => name)
    .filter((name) => name !== 'offline_access' && !isRestricted(name, resources));
  return {
    resource: uri,
    authorization_servers: [policy.issuer],
    bearer_methods_supported: ['header'],
    scopes_supported: scopes,
    resource_name: resource?.name ?? undefined,
  };
}
