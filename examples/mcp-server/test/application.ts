/** An application around the official MCP client: it stores what the SDK gives it and opens the browser. */

import { randomUUID } from 'node:crypto';
import { type OAuthClientProvider, UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Page } from 'playwright-core';
import { presses, reads, signsIn } from '../../../packages/server/test/e2e/person.ts';
import { alice, type World } from './example-server.ts';

type Information = Awaited<ReturnType<OAuthClientProvider['clientInformation']>>;
type Tokens = Awaited<ReturnType<OAuthClientProvider['tokens']>>;
type Discovery = Awaited<ReturnType<NonNullable<OAuthClientProvider['discoveryState']>>>;
type Credentials = { client: Information; tokens: Tokens };

export type Identity =
  | { readonly kind: 'registers' }
  | { readonly kind: 'was registered before'; readonly clientId: string }
  | { readonly kind: 'is a document'; readonly url: string };

export class Application implements OAuthClientProvider {
  readonly redirectUrl: string;
  readonly stored: Credentials = { client: undefined, tokens: undefined };
  /** Where the SDK sent the person. */
  readonly requests: URL[] = [];
  readonly clientMetadataUrl?: string;
  /** What the server answered when the SDK registered; the SDK keeps only a part of it. */
  registration: Readonly<Record<string, string>> = {};
  readonly #world: World;
  #verifier = '';
  #discovery: Discovery;
  #page: Page | null = null;

  constructor(world: World, identity: Identity) {
    this.#world = world;
    this.redirectUrl = world.callback.redirectUri;
    if (identity.kind === 'was registered before') this.stored.client = { client_id: identity.clientId };
    if (identity.kind === 'is a document') this.clientMetadataUrl = identity.url;
  }

  get clientMetadata() {
    return {
      client_name: 'Notes Reader',
      redirect_uris: [this.redirectUrl],
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'none',
    };
  }

  state = (): string => randomUUID();
  clientInformation = (): Information => this.stored.client;
  tokens = (): Tokens => this.stored.tokens;
  codeVerifier = (): string => this.#verifier;
  discoveryState = (): Discovery => this.#discovery;

  saveClientInformation(client: Information): void {
    this.stored.client = client;
  }

  saveTokens(tokens: Tokens): void {
    this.stored.tokens = tokens;
  }

  saveCodeVerifier(verifier: string): void {
    this.#verifier = verifier;
  }

  saveDiscoveryState(discovery: Discovery): void {
    this.#discovery = discovery;
  }

  redirectToAuthorization(url: URL): void {
    this.requests.push(url);
  }

  invalidateCredentials(scope: 'all' | 'client' | 'tokens' | 'verifier' | 'discovery'): void {
    if (scope === 'all' || scope === 'client') this.stored.client = undefined;
    if (scope === 'all' || scope === 'tokens') this.stored.tokens = undefined;
    if (scope === 'all' || scope === 'discovery') this.#discovery = undefined;
  }

  /** Connects; where the SDK asks for the person, she signs in, allows, and the connection is made again. */
  async connect(address: string): Promise<Client> {
    const transport = this.#transport(address);
    const client = new Client({ name: 'notes-reader', version: '1.0.0' });
    try {
      await client.connect(transport as Parameters<Client['connect']>[0]);
      return client;
    } catch (error) {
      if (!(error instanceof UnauthorizedError)) throw error;
      await transport.finishAuth(codeIn(await this.allow()));
      return this.connect(address);
    }
  }

  /** The person answers the newest request; what came back. */
  async allow(): Promise<URLSearchParams> {
    const url = this.requests.at(-1);
    if (url === undefined) throw new Error('nobody was asked');
    const isFirst = this.#page === null;
    this.#page ??= await this.#world.chromium.newPage();
    await this.#page.goto(url.href);
    if (isFirst) await signsIn(this.#page, alice);
    await reads(this.#page, /^Allow .+ to use your account\?$/);
    await presses(this.#page, 'Allow');
    const { url: answer } = await this.#world.callback.answer({ state: url.searchParams.get('state') ?? '' });
    return answer.searchParams;
  }

  async finish(address: string, answer: URLSearchParams): Promise<void> {
    await this.#transport(address).finishAuth(codeIn(answer));
  }

  #transport(address: string): StreamableHTTPClientTransport {
    return new StreamableHTTPClientTransport(new URL(address), { authProvider: this, fetch: this.#observed });
  }

  #observed: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    if (response.status === 201)
      this.registration = (await response.clone().json()) as Record<string, string>;
    return response;
  };
}

/** Each way in which a client is known to the server. */
export const ways: Readonly<Record<Identity['kind'], (world: World) => Promise<Identity>>> = {
  registers: async () => ({ kind: 'registers' }),
  'was registered before': async () => ({ kind: 'was registered before', clientId: 'known-app' }),
  'is a document': async (world) => ({ kind: 'is a document', url: (await publish(world)).url }),
};

/** Puts the document that describes the application on a site of its own. */
export async function publish(world: World) {
  const { clientMetadata } = new Application(world, { kind: 'registers' });
  const site = await world.sites.open();
  return site.publish((url) => ({ body: { client_id: url, ...clientMetadata } }));
}

const codeIn = (answer: URLSearchParams): string => answer.get('code') ?? '';

/** What a tool said. */
export async function call(
  client: Client,
  name: string,
  args: Record<string, unknown> = {},
): Promise<string> {
  const { content } = await client.callTool({ name, arguments: args });
  const [first] = content as readonly { readonly type: string; readonly text?: string }[];
  return first?.text ?? '';
}
