/**
 * One connection to Redis, which comes back by itself. The driver is loaded with the first of them: a server that
 * needs no Redis pays nothing for it (performance.md §2).
 */

import type { Secret } from '@grantor/protocol';

export type RedisTarget = {
  /** `redis://` or `rediss://`, with user, password and database. */
  readonly url: Secret;
  /** In ms. */
  readonly connectTimeout: number;
};

/** What other machines changed, as RESP3 tracking tells it. */
export type Tracking = {
  /** Of keys that begin so. */
  readonly prefix: string;
  readonly changed: (key: string) => void;
  /** The connection is gone or new: anything may have changed unheard. */
  readonly lost: () => void;
};

export type RedisConnection = {
  /** Rejects at once while there is no connection. */
  send(command: readonly string[]): Promise<unknown>;
  isReady(): boolean;
  close(): void;
};

export type ConnectionEvents = {
  /** Told once each time the connection goes, or cannot be had; never with anything secret. */
  readonly onAway: (failure: unknown) => void;
  readonly onBack: () => void;
};

/** What is used of the driver. */
type Client = {
  readonly isReady: boolean;
  readonly isOpen: boolean;
  connect(): Promise<unknown>;
  destroy(): void;
  sendCommand(command: readonly string[]): Promise<unknown>;
  on(event: 'ready', listener: () => void): unknown;
  on(event: 'error', listener: (failure: unknown) => void): unknown;
};

/** Between two tries, in ms: 100, 200, 400 … (operations.md §11). */
const backoff = (tries: number): number => Math.min(5000, 100 * 2 ** Math.min(tries, 6));

/** Commands that wait for their turn or their answer: a Redis that stands still must not fill the memory. */
const waitingCommands = 10_000;

/** Resolves when it is there, or its first try came to nothing: the server starts without it. */
export async function connectToRedis(
  { url, connectTimeout }: RedisTarget,
  { onAway, onBack, tracking }: ConnectionEvents & { readonly tracking?: Tracking | undefined },
): Promise<RedisConnection> {
  const { BasicClientSideCache, createClient } = await import('@redis/client');
  const client: Client = createClient({
    url: url.reveal(),
    RESP: 3,
    disableOfflineQueue: true,
    commandsQueueMaxLength: waitingCommands,
    commandOptions: { timeout: 0 }, // whoever asks knows how long to wait
    maintNotifications: 'disabled',
    socket: { connectTimeout, reconnectStrategy: backoff },
    ...(tracking === undefined ? {} : { clientSideCache: heardBy(tracking, BasicClientSideCache) }),
  });
  return connected(client, { onAway, onBack, longestSilence: 2 * connectTimeout });
}

type Use = ConnectionEvents & {
  /** In ms: a connection that died without a word is given up after it. */
  readonly longestSilence: number;
};

async function connected(client: Client, { longestSilence, ...events }: Use): Promise<RedisConnection> {
  const reconnect = (): void => {
    if (client.isOpen) client.destroy();
    // Rejects only when it is closed before it was ever there
    client.connect().catch(() => {});
  };
  const settled = firstState(client, events);
  const send = answering(client, { longestSilence, reconnect });
  const asking = setInterval(() => void send(['PING']).catch(() => {}), longestSilence / 2);
  asking.unref();
  reconnect();
  await settled;
  return {
    send,
    isReady: () => client.isReady,
    close() {
      clearInterval(asking);
      if (client.isOpen) client.destroy();
    },
  };
}

/** Tells the changes; resolves with the first state there is. */
function firstState(client: Client, { onAway, onBack }: ConnectionEvents): Promise<void> {
  let state: 'unknown' | 'away' | 'there' = 'unknown';
  return new Promise((resolve) => {
    client.on('ready', () => {
      if (state === 'away') onBack();
      state = 'there';
      resolve();
    });
    client.on('error', (failure) => {
      if (state !== 'away') onAway(failure);
      state = 'away';
      resolve();
    });
  });
}

type Silence = { readonly longestSilence: number; readonly reconnect: () => void };

/** Sends; when nothing at all has been answered for too long, over a new connection. */
function answering(client: Client, { longestSilence, reconnect }: Silence): RedisConnection['send'] {
  let silentSince: number | null = null;
  return async (command) => {
    const at = performance.now();
    silentSince ??= at;
    if (at - silentSince > longestSilence) {
      silentSince = null;
      if (client.isReady) reconnect();
    }
    return client.sendCommand(command).finally(() => {
      silentSince = null; // a refusal is an answer, too
    });
  };
}

type Base = typeof import('@redis/client').BasicClientSideCache;

/** The driver's own cache is not used: it would hold texts, where we hold what they mean. */
function heardBy({ prefix, changed, lost }: Tracking, BasicClientSideCache: Base): InstanceType<Base> {
  class Heard extends BasicClientSideCache {
    // Everything under the prefix, whoever has read it; but for what this connection wrote itself
    override trackingOn(): string[] {
      return ['CLIENT', 'TRACKING', 'ON', 'BCAST', 'NOLOOP', 'PREFIX', prefix];
    }
    override invalidate(key: string | Buffer | null): void {
      if (key === null) lost();
      else changed(key.toString());
    }
    override onError(): void {
      lost();
    }
    override onClose(): void {
      lost();
    }
  }
  return new Heard();
}
