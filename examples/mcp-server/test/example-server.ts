/** Grantor, the example and a browser, as a person has them who tries it. */

import {
  createDocumentHosts,
  type DocumentHosts,
} from '../../../packages/compliance/src/testing/document-hosts.ts';
import { freePort } from '../../../packages/compliance/src/testing/free-port.ts';
import { launchBrowser, type TestBrowser } from '../../../packages/server/test/browser/browser.ts';
import { type RelyingParty, startRelyingParty } from '../../../packages/server/test/e2e/relying-party.ts';
import {
  type ServerOptions,
  type ServerProcess,
  startServerProcess,
} from '../../../packages/server/test/running-server.ts';
import { startExampleOf } from '../../test/started-example.ts';

export const alice = { username: 'alice', password: 'correct horse battery', sub: 'alice-0001' } as const;

export type Example = { readonly address: string; stop(): Promise<void> };

/** Resolves when the example says that it is ready; the environment may say where it listens. */
export async function startExample(
  issuer: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Example> {
  const port = await freePort();
  const address = `http://127.0.0.1:${port}/mcp`;
  const own = { PORT: String(port), PUBLIC_URL: address, ISSUER: issuer };
  const { stop } = await startExampleOf('mcp-server', { ...own, ...environment });
  return { address, stop };
}

export type World = {
  readonly grantor: ServerProcess;
  readonly chromium: TestBrowser;
  /** Where the client waits for its answers. */
  readonly callback: RelyingParty;
  /** Where documents of clients stand, over https on this computer. */
  readonly sites: DocumentHosts;
  stop(): Promise<void>;
};

export type WorldOptions = {
  readonly environment?: NonNullable<ServerOptions['environment']>;
  /** As BOOTSTRAP_FILE declares them. */
  readonly resources?: readonly unknown[];
};

export async function startWorld({ environment = {}, resources = [] }: WorldOptions = {}): Promise<World> {
  const callback = await startRelyingParty();
  const preregistered = {
    client_id: 'known-app',
    client_name: 'Known App',
    token_endpoint_auth_method: 'none',
    application_type: 'native',
    redirect_uris: [callback.redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    scope: 'notes:read notes:write offline_access',
  };
  const bootstrap = {
    users: [{ ...alice, email: 'alice@example.org' }],
    clients: [preregistered],
    resources,
  };
  const sites = await createDocumentHosts();
  const trust = { ...sites.env, OUTBOUND_ALLOWED_HOSTS: 'localhost' };
  const grantor = await startServerProcess({ bootstrap, environment: { ...trust, ...environment } });
  const chromium = await launchBrowser();
  return {
    grantor,
    chromium,
    callback,
    sites,
    async stop() {
      await chromium.close();
      await grantor.stop();
      await callback.stop();
      await sites.stop();
    },
  };
}
