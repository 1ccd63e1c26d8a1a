import { poll, visitDevicePage } from '../conversation/device.ts';
import type { Case } from '../run/case.ts';
import { DEVICE_GRANT } from '../setup/fixtures.ts';
import { expectError, expectStatus, stringOf } from '../wire/answer.ts';

// protocol.md DV-1: how a client proves itself before there is anything to give away.

export const deviceAuthenticationCases: readonly Case[] = [
  {
    name: 'a confidential client that may name itself starts the device flow, and proves itself for the tokens',
    requirements: ['protocol.md DV-1', 'protocol.md CA-5', 'security.md T-1'],
    needs: ['device', 'house_rules'],
    async run(t) {
      const client_id = 'device-lenient';
      const named = { client_id, scope: 'openid' };
      const started = await t.post('device_authorization_endpoint', named);
      expectStatus(started, 200);
      const wrong = await t.post('device_authorization_endpoint', { ...named, client_secret: 'wrong' });
      expectError(wrong, 401, 'invalid_client');
      await visitDevicePage(t, started);
      const device_code = stringOf(started, 'device_code');
      const asked = { grant_type: DEVICE_GRANT, device_code, client_id };
      expectError(await t.post('token_endpoint', asked), 401, 'invalid_client');
      expectStatus(await poll(t, started, client_id), 200);
    },
  },
  {
    name: 'a confidential client that has to prove itself does not start the device flow by its name',
    requirements: ['RFC 8628 §3.1', 'protocol.md DV-1', 'security.md T-1'],
    needs: ['device'],
    async run(t) {
      const named = { client_id: 'device-confidential', scope: 'openid' };
      expectError(await t.post('device_authorization_endpoint', named), 401, 'invalid_client');
    },
  },
];
