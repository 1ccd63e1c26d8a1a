/** The pages of administrators in every state. */
import { dashboardPage } from '../../src/pages/index.ts';
import { asAdministrator, type ConsoleExample, consoleExample } from './console-fixtures.ts';

const counts = { users: 128, administrators: 2, disabledUsers: 3, clients: 14, pendingClients: 1 };

export const adminExamples: readonly ConsoleExample[] = [
  consoleExample('admin-dashboard', (f) => dashboardPage({ counts }, asAdministrator(f))),
];
