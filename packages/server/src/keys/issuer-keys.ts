/** Keys of trusted issuers (advanced.md JWB-1), where each record says they are. Fetches nothing but through `Documents`. */

import type { ClientKeys, IssuerKeys } from '@grantor/engine';
import { parseObject } from '@grantor/protocol';
import type { Documents } from '../outbound/documents.ts';

const longestMetadata = 65_536;

/** Signatures are judged as those of clients; what is found by discovery has to name the issuer that was asked. */
export function createIssuerKeys(clientKeys: Pick<ClientKeys, 'verify'>, documents: Documents): IssuerKeys {
  const metadataAt = async (url: string, onBehalfOf: string) => {
    const document = await documents({
      ...{ url, onBehalfOf, accept: ['application/json'], longestBody: longestMetadata },
      copy: 'accept',
    });
    return document.kind === 'fetched' ? parseObject(document.body) : null;
  };
  const discover = async (issuer: string, onBehalfOf: string): Promise<string | null> => {
    for (const url of metadataUrls(issuer)) {
      const metadata = await metadataAt(url, onBehalfOf);
      // RFC 8414 §3.3: another issuer's document says nothing of this one
      if (metadata?.['issuer'] !== issuer) continue;
      const uri = metadata['jwks_uri'];
      if (typeof uri === 'string') return uri;
    }
    return null;
  };
  return {
    async verify(jws, { issuer, keys }, source) {
      if (keys.kind === 'inline')
        return clientKeys.verify(jws, { jwks: { keys: keys.keys }, jwksUri: null }, source);
      const jwksUri = keys.kind === 'jwks_uri' ? keys.uri : await discover(issuer, source.address);
      return jwksUri === null ? 'unavailable' : clientKeys.verify(jws, { jwks: null, jwksUri }, source);
    },
  };
}

/** OpenID Connect Discovery §4, RFC 8414 §3.1. */
function metadataUrls(issuer: string): readonly string[] {
  const url = URL.parse(issuer);
  if (url === null) return [];
  const path = url.pathname === '/' ? '' : url.pathname;
  const base = issuer.endsWith('/') ? issuer.slice(0, -1) : issuer;
  return [
    `${base}/.well-known/openid-configuration`,
    `${url.origin}/.well-known/oauth-authorization-server${path}`,
  ];
}
