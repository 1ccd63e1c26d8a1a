import type { Invocation, Option } from '../command-line/command.ts';
import { readSecretFile } from './secret.ts';

export const initialTokenOption: Option = {
  name: 'initial-token-file',
  value: 'FILE',
  does: 'file with the initial access token',
  completes: 'file',
};

/** From the file, or REGISTRATION_TOKEN (RFC 7591 §3). */
export function readInitialToken({ given, world }: Pick<Invocation, 'given' | 'world'>): string | undefined {
  const file = given.text('initial-token-file');
  return file === undefined
    ? world.environment['REGISTRATION_TOKEN'] || undefined
    : readSecretFile(file, world);
}
