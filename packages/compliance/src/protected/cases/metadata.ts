import assert from 'node:assert/strict';
import { expectRefused, metadataUrlOf, REACHED, type Service } from '../conversation.ts';
import type { ProtectedCase } from '../protected-case.ts';

// The document that says whose tokens a resource takes (RFC 9728, resource.md §5).

const addressOf = async (service: Service): Promise<string> => metadataUrlOf(await service.ask());

export const metadataCases: readonly ProtectedCase[] = [
  {
    name: 'the metadata document is where the challenge says, for everybody',
    requirements: [
      'RFC 9728 §3.1',
      'RFC 9728 §3.3',
      'clients.md §12 protected-resource metadata',
      'resource.md §5 Places',
    ],
    needs: ['metadata'],
    async run(t) {
      const service = t.service();
      const document = await service.ask({ url: await addressOf(service) });
      assert.equal(document.status, 200);
      assert.match(document.headers.get('content-type') ?? '', /^application\/json/);
      assert.equal(document.json['resource'], service.url);
      assert.deepEqual(document.json['authorization_servers'], [service.issuer.name]);
      assert.ok(!Object.values(document.json).includes(null), 'a member is null');
      assert.ok(!document.text.includes(REACHED));
    },
  },
  {
    name: 'scripts of any origin may read the metadata document',
    requirements: ['RFC 9728 §3.1', 'resource.md §5 Methods'],
    needs: ['metadata'],
    async run(t) {
      const service = t.service();
      const url = await addressOf(service);
      const headers = [['origin', 'https://app.example']] as const;
      const { headers: told } = await service.ask({ url, headers });
      assert.equal(told.get('access-control-allow-origin'), '*');
    },
  },
  {
    name: 'the metadata document is asked for by GET and HEAD, and kept for five minutes',
    requirements: ['RFC 9728 §3.1', 'resource.md §5 Methods'],
    needs: ['metadata', 'house_texts'],
    async run(t) {
      const service = t.service();
      const url = await addressOf(service);
      const head = await service.ask({ url, method: 'HEAD' });
      assert.deepEqual([head.status, head.text], [200, '']);
      assert.equal(head.headers.get('cache-control'), 'public, max-age=300');
      const preflight = [
        ['origin', 'https://app.example'],
        ['access-control-request-method', 'GET'],
        ['access-control-request-headers', 'mcp-protocol-version'],
      ] as const;
      const allowed = await service.ask({ url, method: 'OPTIONS', headers: preflight });
      assert.equal(allowed.status, 204);
      assert.equal(allowed.headers.get('access-control-allow-headers'), 'mcp-protocol-version');
      const posted = await service.ask({ url, method: 'POST' });
      assert.equal(posted.status, 405);
      assert.match(posted.headers.get('allow') ?? '', /GET/);
    },
  },
  {
    name: 'no page answers for the documents of an authorization server',
    requirements: ['resource.md §5 Other well-known paths'],
    needs: ['metadata', 'house_texts'],
    async run(t) {
      const service = t.service();
      for (const name of ['oauth-authorization-server', 'openid-configuration']) {
        const url = new URL(`/.well-known/${name}`, service.url).href;
        const answer = await service.ask({ url });
        assert.equal(answer.status, 404);
        assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
      }
    },
  },
  {
    name: 'a service behind a mount prefix is found and guarded as any other',
    requirements: ['resource.md §5 Places', 'security.md Q-3'],
    needs: ['set_ups', 'house_texts'],
    async run(t) {
      const service = t.service('mounted');
      for (const method of ['GET', 'POST', 'OPTIONS']) expectRefused(await service.ask({ method }), 401);
      const url = await addressOf(service);
      assert.equal(url, `${service.url}/.well-known/oauth-protected-resource`);
      assert.equal((await service.ask({ url })).json['resource'], service.url);
      const { text } = await service.present();
      assert.ok(text.includes(REACHED), 'a good token was refused');
    },
  },
];
