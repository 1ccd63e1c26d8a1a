/** A device that holds passkeys and is touched whenever it asks, inside Chromium (Chrome DevTools Protocol, domain WebAuthn). */

import type { CDPSession, Page } from 'playwright-core';

export type Authenticator = {
  /** Sees that it is its owner, or only that somebody is there. */
  verifies(whom: 'owner' | 'anybody'): Promise<void>;
  /** Sets the counter of its only credential. */
  countsFrom(signCount: number): Promise<void>;
};

type Kind = 'passkey' | 'security_key';

export async function attachAuthenticator(page: Page, kind: Kind = 'passkey'): Promise<Authenticator> {
  const cdp: CDPSession = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const isPasskey = kind === 'passkey';
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: isPasskey ? 'internal' : 'usb',
      hasResidentKey: isPasskey,
      hasUserVerification: isPasskey,
      isUserVerified: isPasskey,
      automaticPresenceSimulation: true,
      defaultBackupEligibility: isPasskey,
      defaultBackupState: isPasskey,
    },
  });
  return {
    async verifies(whom) {
      await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: whom === 'owner' });
    },
    async countsFrom(signCount) {
      const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId });
      for (const credential of credentials) {
        await cdp.send('WebAuthn.removeCredential', {
          authenticatorId,
          credentialId: credential.credentialId,
        });
        await cdp.send('WebAuthn.addCredential', {
          authenticatorId,
          credential: { ...credential, signCount },
        });
      }
    },
  };
}
