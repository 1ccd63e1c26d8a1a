import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type ProtectedConversation, REACHED } from '../protected/conversation.ts';
import { Issuers } from '../protected/issuer.ts';
import { PROTECTED_FEATURES, type ProtectedFeature } from '../protected/protected-case.ts';
import { type ProtectedTarget, talkTo } from '../protected/targets.ts';
import type { Started } from '../run/runner.ts';
import { startChild } from './child.ts';
import { freePort } from './free-port.ts';
import { serviceSettings } from './service-set-ups.ts';

// Services started for the cases of a protected URL: the reference, and our toolkit.

interface Program {
  readonly name: string;
  /** Reads SERVICES and ORIGIN from its environment, and tells its parent when it listens. */
  readonly file: URL;
  readonly adapter?: string;
  readonly features: readonly ProtectedFeature[];
}

async function startProgram({ file, adapter = '' }: Program): Promise<Started<ProtectedConversation>> {
  const issuers = await Issuers.start();
  const services = serviceSettings(issuers.origin);
  const origin = `http://127.0.0.1:${await freePort()}`;
  const conversation = await talkTo(services, ({ path }) => origin + path, issuers);
  const env = { SERVICES: JSON.stringify(services), ORIGIN: origin, ADAPTER: adapter, MARK: REACHED };
  const child = startChild([fileURLToPath(file)], env);
  const died = once(child.process, 'exit').then(() => {
    throw new Error(`the services did not start:\n${child.output()}`);
  });
  died.catch(() => undefined);
  const stop = async (): Promise<void> => {
    await child.stop();
    await issuers.stop();
  };
  try {
    await Promise.race([once(child.process, 'message'), died]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { talk: async () => conversation, stop };
}

const startedTarget = (program: Program): ProtectedTarget => ({
  name: program.name,
  features: new Set(program.features),
  usual: 'services',
  start: () => startProgram(program),
});

/** The middleware of the MCP SDK with the verification of jose: what most MCP servers are protected by. */
export const sdkServices = startedTarget({
  name: 'reference',
  file: new URL('./sdk-guarded.ts', import.meta.url),
  features: ['metadata', 'raw_headers', 'scopes', 'set_ups'],
});

const ADAPTERS = ['hono', 'express', 'express4', 'fetch', 'node', 'mcp', 'mcp-express'] as const;

/** Services guarded by our toolkit, through each of its adapters. */
export const toolkitServices: readonly ProtectedTarget[] = ADAPTERS.map((adapter) =>
  startedTarget({
    name: `toolkit-${adapter}`,
    file: new URL('../../../resource/test/guarded/main.ts', import.meta.url),
    adapter,
    features: PROTECTED_FEATURES,
  }),
);
