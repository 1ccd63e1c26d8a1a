/** What the tests of other packages borrow: PostgreSQL, the server as a process of its own, and a real browser. */

export { freePort } from '@grantor/compliance/testing/free-port';
export { launchBrowser, type TestBrowser } from '../browser/browser.ts';
export { shellBlocks } from '../documentation/markdown.ts';
export { missingPrograms } from '../documentation/shell.ts';
export { type Start, type StartedServer, startServer } from '../documentation/started-server.ts';
export { walkTour } from '../documentation/tour.ts';
export { allows, connectsDevice, type Person, presses, reads, signsIn } from '../e2e/person.ts';
export * from '../postgres.ts';
export { type ServerProcess, startServerProcess } from '../running-server.ts';
