/** Who may ask about tokens: the control plane lets whoever has its token ask about all of them (federation-vci-authlete.md ATL-16). */

import { equalInConstantTime, sha256 } from '@grantor/protocol';

export type ResourceServer = {
  readonly id: string;
  /** SHA-256 of the secret, base64url: it is random, and nothing that somebody thought of. */
  readonly secretHash: string;
  readonly uri: string | null;
  readonly signingAlg: string | null;
};

export type ResourceServers = {
  /** null: nobody of that name, or the wrong secret. */
  prove(id: string | null, secret: string | null): Promise<ResourceServer | null>;
};

export function createResourceServers(listed: readonly ResourceServer[]): ResourceServers {
  const byId = new Map(listed.map((server) => [server.id, server]));
  return {
    async prove(id, secret) {
      const server = id === null ? undefined : byId.get(id);
      const isRight = equalInConstantTime(sha256(secret ?? ''), server?.secretHash ?? sha256(''));
      return server !== undefined && secret !== null && isRight ? server : null;
    },
  };
}
