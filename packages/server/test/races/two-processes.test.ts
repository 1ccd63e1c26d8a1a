import { startTwoProcesses } from '../two-processes.ts';
import { fixtures } from './person.ts';
import { races } from './races.ts';

races('two processes on one PostgreSQL', (grace) =>
  startTwoProcesses({
    bootstrap: fixtures,
    environment: grace === 'on' ? {} : { REFRESH_TOKEN_GRACE_PERIOD: '0' },
  }),
);
