import type { Subject } from '../run/runner.ts';
import { ProtectedConversation, Service } from './conversation.ts';
import { Issuers } from './issuer.ts';
import type { ProtectedFeature, ProtectedSetup } from './protected-case.ts';
import type { ServiceSettings } from './service-settings.ts';

// Whom the cases of a protected URL are run against, and the one that its operator started.

export type ProtectedTarget = Subject<ProtectedConversation, ProtectedFeature, ProtectedSetup>;

/** Adds the issuer of each service, and speaks with the services at their URLs. */
export async function talkTo(
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
