/**
 * What every Store must do, as tests: run against each implementation (ARCHITECTURE.md §5). Never looks
 * behind the port, except for what has no read: the seeds, and the logout notices that were queued.
 */

import { after, before, describe } from 'node:test';
import { accountContract } from './accounts.ts';
import { backchannelContract } from './backchannel.ts';
import { codeContract } from './codes.ts';
import { consentContract } from './consents.ts';
import { credentialContract } from './credentials.ts';
import { derivedTokenContract } from './derived-tokens.ts';
import { deviceContract } from './devices.ts';
import { documentContract } from './documents.ts';
import { familyContract } from './families.ts';
import { federationClientContract } from './federation-clients.ts';
import { flowContract } from './flows.ts';
import { managedGrantContract } from './managed-grants.ts';
import { proofContract } from './proofs.ts';
import { recordContract } from './records.ts';
import { registrationContract } from './registrations.ts';
import { sessionContract } from './sessions.ts';
import { tokenContract } from './tokens.ts';
import { type ContractStore, World } from './world.ts';

export type { ContractStore } from './world.ts';

/** Registers the suite; one store is opened for all of it and closed at its end. */
export function storeContract(name: string, open: () => Promise<ContractStore>): void {
  describe(`store contract: ${name}`, () => {
    const world = new World();
    before(async () => {
      world.opened = await open();
    });
    after(() => world.opened.close());
    recordContract(world);
    flowContract(world);
    consentContract(world);
    codeContract(world);
    familyContract(world);
    tokenContract(world);
    managedGrantContract(world);
    proofContract(world);
    derivedTokenContract(world);
    documentContract(world);
    federationClientContract(world);
    deviceContract(world);
    backchannelContract(world);
    credentialContract(world);
    sessionContract(world);
    accountContract(world);
    registrationContract(world);
  });
}
