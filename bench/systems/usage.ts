/** What a process used so far, from /proc; null on platforms without it. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100; // USER_HZ of Linux on every architecture Node.js supports

/** Seconds of processor time, in user and kernel mode, of all threads, and of all processes that it has started. */
export function processorSeconds(pid: number): number | null {
  const family = familyOf(pid);
  if (family === null) return null;
  // Of those that have ended their parent knows
  const ticks = family.reduce((sum, { own, ofEnded }) => sum + own + ofEnded, 0);
  return ticks / ticksPerSecond;
}

/** Resident memory in MB. */
export function residentMegabytes(pid: number): number | null {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}

/** The same of a process that is the whole server; null where it has started others: `npm run bench -- memory` tells of them. */
export const serverMegabytes = (pid: number): number | null =>
  childrenOf(pid).length > 0 ? null : residentMegabytes(pid);

/** Time for a server that has just answered to come to rest. */
const restMilliseconds = 500;

/** The same when it has come to rest. */
export async function megabytesAtRest(pid: number): Promise<number | null> {
  await new Promise((resolve) => setTimeout(resolve, restMilliseconds));
  return serverMegabytes(pid);
}

/** What the process keeps of the memory in MB, and its share of what it keeps with others. */
export function proportionalMegabytes(pid: number): number | null {
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/smaps_rollup`) ?? '')?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) / 1024;
}

/** The processes that it has started and that live, oldest first. */
export const childrenOf = (pid: number): readonly { readonly pid: number; readonly name: string }[] =>
  processes()
    .filter(({ parent }) => parent === pid)
    .sort((one, other) => one.pid - other.pid);

type Process = {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  /** In ticks. */
  readonly own: number;
  readonly ofEnded: number;
};

/** It, its children, and theirs; null where the platform tells nothing. */
function familyOf(pid: number): readonly Process[] | null {
  const all = processes();
  const first = all.find((one) => one.pid === pid);
  if (first === undefined) return null;
  const family = [first];
  for (const member of family) family.push(...all.filter(({ parent }) => parent === member.pid));
  return family;
}

function processes(): readonly Process[] {
  const names = existsSync('/proc') ? readdirSync('/proc') : [];
  return names.filter((name) => /^\d+$/.test(name)).flatMap((name) => statOf(Number(name)) ?? []);
}

function statOf(pid: number): Process | null {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === null) return null;
  const end = stat.lastIndexOf(')');
  const fields = stat.slice(end + 2).split(' '); // from field 3, proc_pid_stat(5)
  const [parent = 0, user = 0, kernel = 0, endedUser = 0, endedKernel = 0] = [1, 11, 12, 13, 14].map(
    (index) => Number(fields[index]),
  );
  const name = stat.slice(stat.indexOf('(') + 1, end);
  return { pid, parent, name, own: user + kernel, ofEnded: endedUser + endedKernel };
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
