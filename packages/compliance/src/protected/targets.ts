import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Started, Subject } from '../run/runner.ts';
import { freePort, startChild } from '../targets/child.ts';
import { ProtectedConversation, REACHED, Service } from './conversation.ts';
import { Issuers } from './issuer.ts';
import { PROTECTED_FEATURES, type ProtectedFeature, type ProtectedSetup } from './protected-case.ts';
import { type ServiceSettings, serviceSettings } from './service-settings.ts';

// Whom the cases of a protected URL are run against: services started for it, or one that runs already.

export type ProtectedTarget = Subject<ProtectedConversation, ProtectedFeature, ProtectedSetup>;

async function talkTo(
  services: readonly ServiceSettings[],
  urlOf: (settings: ServiceSettings) => string,
  issuers: Issuers,
): Promise<ProtectedConversation> {
  const known = services.map(async (settings) => {
    const service = new Service(settings, urlOf(settings), await issuers.add(settings.issuer));
    return [settings.name, service] as const;
  });
  return new ProtectedConversation(new Map(await Promise.all(known)));
}

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

export interface RunningUrl {
  /** As the service names itself, with or without a slash at the end of the origin. */
  readonly url: string;
  /** The issuer the service was told to trust; the suite listens there. */
  readonly issuer: string;
  readonly scopes: readonly string[];
  readonly features: readonly ProtectedFeature[];
}

/** One service that its operator set up to trust the issuer of this suite, on this computer. */
export function runningUrl({ url, issuer, scopes, features }: RunningUrl): ProtectedTarget {
  return {
    name: url,
    features: new Set(features),
    usual: 'services',
    async start() {
      const issuers = await Issuers.start(Number(new URL(issuer).port));
      const { pathname: path } = new URL(url);
      const settings: ServiceSettings = { name: 'plain', path, issuer, scopes, dpop: 'off', isMarked: false };
      const conversation = await talkTo([settings], () => url, issuers);
      return { talk: async () => conversation, stop: () => issuers.stop() };
    },
  };
}
