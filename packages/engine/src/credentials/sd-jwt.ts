/** Claims that their holder may keep back one by one (RFC 9901 §4): pure but for the salts. */

import { encodeBase64url, sha256 } from '@grantor/protocol';
import type { CredentialClaim } from '../model/credential-configuration.ts';

export type ClaimValue = Pick<CredentialClaim, 'path' | 'disclosure'> & { readonly value: unknown };

export type Disclosable = {
  /** Members of the payload, with digests in place of what may be kept back. */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly disclosures: readonly string[];
};

type Tree = { readonly [name: string]: Tree | Leaf };
type Leaf = { readonly leaf: true; readonly value: unknown; readonly disclosure: ClaimValue['disclosure'] };

const isLeaf = (node: Tree | Leaf): node is Leaf => node['leaf'] === true;

/** `salt` gives 128 random bits each time (RFC 9901 §9.3). */
export function makeDisclosable(claims: readonly ClaimValue[], salt: () => string): Disclosable {
  const disclosures: string[] = [];
  const payload = rendered(treeOf(claims), (name, value) => {
    const disclosure = encodeBase64url(Buffer.from(JSON.stringify([salt(), name, value])));
    disclosures.push(disclosure);
    return sha256(disclosure); // RFC 9901 §4.2.3
  });
  return { payload, disclosures };
}

/** The parts as they travel: what is signed, then each disclosure, then the place of a key binding (RFC 9901 §4). */
export const serialiseSdJwt = (jwt: string, disclosures: readonly string[]): string =>
  [jwt, ...disclosures, ''].join('~');

function treeOf(claims: readonly ClaimValue[]): Tree {
  const tree: Record<string, Tree | Leaf> = {};
  for (const { path, value, disclosure } of claims) {
    const [name, ...inner] = path;
    if (name === undefined) continue;
    const beside = claims.filter((claim) => claim.path[0] === name && claim.path.length > 1);
    tree[name] =
      inner.length === 0
        ? { leaf: true, value, disclosure }
        : treeOf(beside.map((claim) => ({ ...claim, path: claim.path.slice(1) })));
  }
  return tree;
}

function rendered(
  tree: Tree,
  conceal: (name: string, value: unknown) => string,
): Readonly<Record<string, unknown>> {
  const members: Record<string, unknown> = {};
  const digests: string[] = [];
  for (const [name, node] of Object.entries(tree)) {
    if (!isLeaf(node)) members[name] = rendered(node, conceal);
    else if (node.disclosure === 'always') members[name] = node.value;
    else digests.push(conceal(name, node.value));
  }
  // RFC 9901 §4.2.4.1: their order says nothing
  return digests.length === 0 ? members : { ...members, _sd: digests.sort() };
}
