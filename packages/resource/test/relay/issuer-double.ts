import { createClientAddressReader, type Epoch, epoch, type Reply } from '@grantor/protocol';
import { createDiscovery } from '../../src/issuer/discovery.ts';
import type { OutboundAnswer, OutboundRequest, Ports } from '../../src/ports/ports.ts';
import { createRelay } from '../../src/relay/relay.ts';
import type { GuardRequest } from '../../src/request/guard-request.ts';

export const issuer = 'https://as.example';

export const metadata = {
  issuer,
  authorization_endpoint: 'https://as.example/oauth/authorize',
  token_endpoint: 'https://as.example/oauth/token',
  registration_endpoint: 'https://as.example/oauth/register',
};

export type Answer = { status?: number; headers?: Record<string, string>; body?: string | Uint8Array };

type Sent = {
  method?: string;
  url: string;
  headers?: Record<string, string | string[]>;
  peer?: string | null;
};

export const requestOf = ({
  method = 'GET',
  url,
  headers = {},
  peer = '203.0.113.9',
}: Sent): GuardRequest => ({
  method,
  url,
  header: (name) => [headers[name] ?? []].flat(),
  certificate: null,
  peer,
});

/** A relay to an issuer whose answers the test gives, with a clock that the test moves. */
export function relayWorld({ document = metadata as object, rate = 60 } = {}) {
  const requests: OutboundRequest[] = [];
  const logged: unknown[] = [];
  let now = 1000;
  let reply: (request: OutboundRequest) => Answer = () => ({ body: '{"access_token":"t"}' });
  let said = JSON.stringify(document, null, 1);
  const ports: Ports = {
    clock: (): Epoch => epoch(now),
    random: (bytes) => new Uint8Array(bytes),
    log: (entry) => logged.push(entry),
    fetch: async (request): Promise<OutboundAnswer> => {
      const isDocument = request.url.includes('/.well-known/');
      if (!isDocument) requests.push(request);
      const { status = 200, headers = {}, body = '' } = isDocument ? { body: said } : reply(request);
      const all: Record<string, string> = { 'content-type': 'application/json', ...headers };
      return { status, header: (name) => all[name] ?? null, body: Buffer.from(body) };
    },
  };
  const relay = createRelay(
    {
      issuer,
      discovery: createDiscovery(ports),
      readAddress: createClientAddressReader(['10.0.0.0/8']),
      rates: { authorize: rate, token: rate, register: rate },
    },
    ports,
  );
  return {
    requests,
    logged,
    answers(given: typeof reply) {
      reply = given;
    },
    describes(text: string) {
      said = text;
    },
    wait(seconds: number) {
      now += seconds;
    },
    async call(sent: Sent & { body?: string | null }): Promise<Reply> {
      const { body = '' } = sent;
      const answer = relay(requestOf(sent), async (limit) =>
        body === null || body.length > limit ? null : Buffer.from(body),
      );
      if (answer === undefined) throw new Error(`${sent.url} is not relayed`);
      return answer;
    },
    isRelayed: (url: string) => relay(requestOf({ url }), async () => null) !== undefined,
  };
}
