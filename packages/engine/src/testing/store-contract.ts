/**
 * What every Store must do, as tests: run against each implementation (ARCHITECTURE.md §5). Never looks
 * behind the port, except for what has no read: the seeds, and the logout notices that were queued.
 */

import { after, before, describe } from 'node:test';
import { codeContract } from './contract/codes.ts';
import { consentContract } from './contract/consents.ts';
import { deviceContract } from './contract/devices.ts';
import { documentContract } from './contract/documents.ts';
import { familyContract } from './contract/families.ts';
import { flowContract } from './contract/flows.ts';
import { proofContract } from './contract/proofs.ts';
import { recordContract } from './contract/records.ts';
import { registrationContract } from './contract/registrations.ts';
import { sessionContract } from './contract/sessions.ts';
import { tokenContract } from './contract/tokens.ts';
import { type ContractStore, World } from './contract/world.ts';

export type { ContractStore } from './contract/world.ts';

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
    proofContract(world);
    documentContract(world);
    deviceContract(world);
    sessionContract(world);
    registrationContract(world);
  });
}
