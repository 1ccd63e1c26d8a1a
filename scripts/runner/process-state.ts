/** What a test file could change for the files that share its process. */

/** By name; what it was. */
export type ProcessState = ReadonlyMap<string, unknown>;

export function processState(): ProcessState {
  return new Map<string, unknown>([
    ...Object.entries(process.env).map(([name, value]) => [`environment variable ${name}`, value] as const),
    ['working directory', process.cwd()],
    ['umask', process.umask()],
    ...process
      .eventNames()
      .map((name) => [`listeners of ${String(name)}`, process.listenerCount(name)] as const),
    ...Reflect.ownKeys(globalThis).map(
      (name) => [`global ${String(name)}`, Reflect.getOwnPropertyDescriptor(globalThis, name)] as const,
    ),
  ]);
}

/** The names of what is otherwise than before. Modules keep globals of their own, and what ends with the process. */
export function differences(before: ProcessState, now: ProcessState): readonly string[] {
  const names = new Set([...before.keys(), ...now.keys()]);
  return [...names].filter((name) => !isOfModules(name, before) && !isSame(before.get(name), now.get(name)));
}

const isOfModules = (name: string, before: ProcessState): boolean =>
  name === 'listeners of exit' || (name.startsWith('global ') && !before.has(name));

function isSame(before: unknown, now: unknown): boolean {
  if (!isDescriptor(before) || !isDescriptor(now)) return Object.is(before, now);
  if ('value' in before || before.get === now.get) return Object.is(before.value, now.value);
  // Node makes many globals when they are first read
  return before.get?.call(globalThis) === now.value;
}

const isDescriptor = (value: unknown): value is PropertyDescriptor =>
  typeof value === 'object' && value !== null;
