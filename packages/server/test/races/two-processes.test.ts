import { startTwoProcesses } from '../two-processes.ts';
import { fixtures } from './person.ts';
import { environmentOf, races } from './races.ts';

races('two processes on one PostgreSQL', (grace) =>
  startTwoProcesses({
    bootstrap: fixtures,
    environment: environmentOf(grace),
  }),
);
