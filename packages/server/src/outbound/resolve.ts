/**
 * Turns names into addresses. Names that others chose are asked for beside the event loop's threads and given up in
 * time: the system's own resolver holds one of the few threads that also hash passwords, for as long as a name server
 * likes (security.md S-4). It is asked only for names that the operator allowed, and only where nobody knew them.
 */

import type { LookupAddress } from 'node:dns';
import { lookup, Resolver } from 'node:dns/promises';
import { createHostsFile, type HostsFile } from './hosts-file.ts';

/** `operator`: the name is one the operator allowed, or any is; `stranger`: somebody else chose it. */
export type Chooser = 'operator' | 'stranger';

/** The addresses of a name, IPv4 first; none when there are none, or none came before the signal. */
export type ResolveName = (
  host: string,
  chosenBy: Chooser,
  end: AbortSignal,
) => Promise<readonly LookupAddress[]>;

/** One question to a name server; rejects where it has no answer, and ends with the signal. */
export type AskNameServer = (host: string, family: 4 | 6, end: AbortSignal) => Promise<readonly string[]>;

export type NameSources = {
  readonly hostsFile: HostsFile;
  readonly askNameServer: AskNameServer;
  /** Cannot be given up. */
  readonly askSystem: (host: string) => Promise<readonly LookupAddress[]>;
};

/** Asks the sources in turn: the machine's own names, name servers, and for an allowed name the system. */
export function createResolveName({ hostsFile, askNameServer, askSystem }: NameSources): ResolveName {
  const underWay = new Map<string, Promise<readonly LookupAddress[]>>();
  const askSystemOnce = (host: string): Promise<readonly LookupAddress[]> => {
    const asked = underWay.get(host) ?? askSystem(host).finally(() => underWay.delete(host));
    underWay.set(host, asked);
    return asked;
  };
  return async (host, chosenBy, end) => {
    const own = await hostsFile(host);
    if (own.length > 0) return own;
    const families = [4, 6] as const;
    const answers = await Promise.allSettled(families.map((family) => askNameServer(host, family, end)));
    const found = answers.flatMap((answer, index) =>
      answer.status === 'fulfilled'
        ? answer.value.map((address) => ({ address, family: families[index] ?? 4 }))
        : [],
    );
    if (found.length > 0 || chosenBy === 'stranger' || end.aborted) return found;
    // A server that stays silent would hold the thread, too
    return answers.some(isSilence) ? [] : askSystemOnce(host);
  };
}

const isSilence = (answer: PromiseSettledResult<unknown>): boolean =>
  answer.status === 'rejected' && ['ETIMEOUT', 'ECANCELLED'].includes(answer.reason?.code);

/** In ms, for each of two tries: within the time a connection may take. */
const patience = 700;

/** Asks the servers of this machine, or those given, over a channel of its own: nobody else waits behind it. */
export const askNameServers =
  (servers: readonly string[] = []): AskNameServer =>
  async (host, family, end) => {
    const resolver = new Resolver({ timeout: patience, tries: 2 });
    if (servers.length > 0) resolver.setServers(servers);
    const cancel = (): void => resolver.cancel();
    end.addEventListener('abort', cancel, { once: true });
    try {
      return family === 4 ? await resolver.resolve4(host) : await resolver.resolve6(host);
    } finally {
      end.removeEventListener('abort', cancel);
    }
  };

/** One for the process. */
export const resolveBySystem = createResolveName({
  hostsFile: createHostsFile(() => performance.now()),
  askNameServer: askNameServers(),
  askSystem: (host) => lookup(host, { all: true }),
});
