/** The clients that the doctor registers with `--register`, and takes away again. */

import { type JsonObject, readText } from '../json.ts';
import type { Answer, Ask } from './ask.ts';

export type Registrar = {
  /** The answer of the registration endpoint; every metadata is registered once. */
  register(metadata: JsonObject): Promise<Answer>;
  /** Deletes what was registered. Answers the ids of clients that could not be deleted. */
  cleanUp(): Promise<readonly string[]>;
};

/** Taken by most servers: a native client with one loopback redirect URI. */
export const plainClient: JsonObject = {
  client_name: 'grantor doctor',
  redirect_uris: ['http://127.0.0.1:33418/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
};

export function openRegistrar(endpoint: string, initialToken: string | undefined, ask: Ask): Registrar {
  const created = new Map<string, { uri: string | undefined; token: string | undefined }>();
  return {
    async register(metadata) {
      const answer = await ask({
        url: endpoint,
        method: 'POST',
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          ...(initialToken === undefined ? {} : { authorization: `Bearer ${initialToken}` }),
        },
        body: JSON.stringify(metadata),
      });
      const content = answer.json ?? {};
      const id = readText(content, 'client_id');
      if (id !== undefined) {
        created.set(id, {
          uri: readText(content, 'registration_client_uri'),
          token: readText(content, 'registration_access_token'),
        });
      }
      return answer;
    },
    async cleanUp() {
      const left: string[] = [];
      for (const [id, { uri, token }] of created) {
        const isGone =
          uri !== undefined &&
          token !== undefined &&
          URL.canParse(uri) &&
          (await ask({ url: uri, method: 'DELETE', headers: { authorization: `Bearer ${token}` } }))
            .status === 204;
        if (!isGone) left.push(id);
      }
      return left;
    },
  };
}
