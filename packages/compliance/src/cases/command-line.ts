import assert from 'node:assert/strict';
import { poll, startDevice, visitDevicePage } from '../conversation/device.ts';
import type { Case } from '../run/case.ts';
import { expectStatus, integerOf, stringOf } from '../wire/answer.ts';
import { randomText } from '../wire/parameters.ts';

// protocol.md §21: what the public command-line clients send and read.

export const commandLineCases: readonly Case[] = [
  {
    name: 'the browser flow of the command-line clients gives read and write and a refresh token',
    requirements: ['protocol.md CL-4', 'protocol.md CL-2'],
    needs: ['native', 'refresh'],
    async run(t) {
      const authorization = await t.authorize({
        client: 'native',
        parameters: {
          redirect_uri: 'http://localhost:8888/callback',
          scope: 'read write',
          state: randomText(16),
          nonce: undefined,
        },
      });
      const answer = await t.redeem(authorization);
      expectStatus(answer, 200);
      assert.ok(stringOf(answer, 'access_token').length >= 10);
      assert.equal(answer.json['token_type'], 'Bearer');
      assert.ok(integerOf(answer, 'expires_in') > 0);
      assert.equal(String(answer.json['scope']).split(' ').sort().join(' '), 'read write');
      const refreshed = await t.refresh('native', stringOf(answer, 'refresh_token'));
      expectStatus(refreshed, 200);
      stringOf(refreshed, 'refresh_token');
    },
  },
  {
    name: 'the device flow of the command-line clients gives read and write and a refresh token',
    requirements: ['protocol.md CL-2', 'protocol.md CL-3'],
    needs: ['device', 'refresh'],
    async run(t) {
      const started = await startDevice(t, 'device', { scope: 'read write' });
      await visitDevicePage(t, started);
      const answer = await poll(t, started);
      expectStatus(answer, 200);
      assert.equal(answer.json['token_type'], 'Bearer');
      assert.equal(String(answer.json['scope']).split(' ').sort().join(' '), 'read write');
      stringOf(answer, 'refresh_token');
    },
  },
];
