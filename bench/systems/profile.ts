/** What a CPU profile of V8 says: how long which function was at the top of the stack, and who had called it. */

export type Profile = {
  readonly nodes: readonly ProfileNode[];
  readonly samples: readonly number[];
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[];
};

type ProfileNode = {
  readonly id: number;
  readonly callFrame: Frame;
  readonly children?: readonly number[];
};

export type Frame = { readonly functionName: string; readonly url: string };

/** From the innermost call outwards, and the microseconds that were spent in the innermost itself. */
export type Spent = { readonly stack: readonly Frame[]; readonly microseconds: number };

/** Everything that the processor did, without what it waited. */
export function spentIn({ nodes, samples, timeDeltas }: Profile): readonly Spent[] {
  const own = new Map<number, number>();
  for (const [index, id] of samples.entries()) own.set(id, (own.get(id) ?? 0) + (timeDeltas[index] ?? 0));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const callers = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const stackOf = (innermost: number): readonly Frame[] => {
    const stack: Frame[] = [];
    for (let id: number | undefined = innermost; id !== undefined; id = callers.get(id)) {
      const frame = byId.get(id)?.callFrame;
      if (frame !== undefined) stack.push(frame);
    }
    return stack;
  };
  return [...own]
    .map(([id, microseconds]) => ({ stack: stackOf(id), microseconds }))
    .filter(({ stack }) => stack[0]?.functionName !== '(idle)');
}
