import { after, before, describe, it } from 'node:test';
import { missingPrograms } from './documentation/shell.ts';
import { npmStart, type StartedServer } from './documentation/started-server.ts';
import { walkTour } from './documentation/tour.ts';

describe('the README, after npm start', { skip: missingPrograms() }, () => {
  let server: StartedServer;
  before(async () => {
    server = await npmStart();
  });
  after(() => server.stop());

  it('leads through its tour by copy and paste', () => walkTour(server));
});
