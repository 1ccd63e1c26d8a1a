/** Values of a server that are kept, printed or written into files. */

import { Failure } from '../errors/failure.ts';
import { isPrintable } from '../untrusted/printable.ts';

/**
 * Refuses an answer in which a token, id or secret is more than printable ASCII, or longer than 64 KiB: it could be
 * read as something else wherever it is written (RFC 6749 §A.1, §A.2, §A.12, §A.17). `values` are called as people call them.
 */
export function checkPrintable(values: Readonly<Record<string, string | undefined>>): void {
  const refused = Object.entries(values).find(([, value]) => value !== undefined && !isPrintable(value));
  if (refused === undefined) return;
  throw new Failure('failed', {
    what: `The server answered with ${refused[0]} that cannot be used. Nothing was kept.`,
    why: ['It is too long, or has other characters than printable ASCII (RFC 6749, appendix A).'],
    remedy: ['Tell whoever runs the server, and use no token of it until then.'],
  });
}
