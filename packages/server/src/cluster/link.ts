/**
 * The line between a worker and its primary. Either side asks and tells; what is said in one turn of the event loop
 * travels as one message, so that a flood of requests costs a few of them.
 */

/** What one side may say: the body of each topic, and what the other answers. */
export type Topics = Readonly<Record<string, { readonly said: unknown; readonly answer: unknown }>>;

type Said<Talk extends Topics, Topic extends keyof Talk> = Talk[Topic]['said'];
type Answer<Talk extends Topics, Topic extends keyof Talk> = Talk[Topic]['answer'];

export type Link<Own extends Topics, Others extends Topics> = {
  /** Rejects when the other side cannot answer, or is gone. */
  ask<Topic extends keyof Own & string>(topic: Topic, said: Said<Own, Topic>): Promise<Answer<Own, Topic>>;
  tell<Topic extends keyof Own & string>(topic: Topic, said: Said<Own, Topic>): void;
  /** One listener for each topic; what it answers goes to whoever asked. What nobody listens to is lost. */
  on<Topic extends keyof Others & string>(
    topic: Topic,
    listener: (said: Said<Others, Topic>) => Answer<Others, Topic> | Promise<Answer<Others, Topic>>,
  ): void;
  /** The other side is gone: whatever it was asked fails. */
  ended(): void;
};

/** How a message gets to the other process, and from it; bodies are JSON. */
export type Wire = {
  send(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
};

/** Nobody is at the other end of the link. */
export class LinkEnded extends Error {
  override readonly name = 'LinkEnded';
}

/** `id`: of a question, which its answer repeats; null: nobody waits for one. */
type Part =
  | { readonly kind: 'said'; readonly id: number | null; readonly topic: string; readonly body: unknown }
  | { readonly kind: 'answered'; readonly id: number; readonly body: unknown }
  | { readonly kind: 'failed'; readonly id: number };

type Waiting = { resolve(body: unknown): void; reject(cause: Error): void };
type Listener = (said: unknown) => unknown;

export function createLink<Own extends Topics, Others extends Topics>(wire: Wire): Link<Own, Others> {
  const outgoing = coalesced<Part>((parts) => wire.send(parts));
  const waiting = new Map<number, Waiting>();
  const listeners = new Map<string, Listener>();
  let last = 0;

  async function hear({ id, topic, body }: Extract<Part, { kind: 'said' }>): Promise<void> {
    const listener = listeners.get(topic);
    try {
      if (listener === undefined) throw new Error(`nobody listens to ${topic}`);
      const answer = await listener(body);
      if (id !== null) outgoing({ kind: 'answered', id, body: answer });
    } catch (failure) {
      if (id !== null) outgoing({ kind: 'failed', id });
      else if (listener !== undefined) throw failure;
    }
  }

  function settle(part: Exclude<Part, { kind: 'said' }>): void {
    const asked = waiting.get(part.id);
    waiting.delete(part.id);
    if (part.kind === 'answered') asked?.resolve(part.body);
    else asked?.reject(new LinkEnded('the other process could not answer'));
  }

  wire.onMessage((message) => {
    for (const part of message as readonly Part[]) {
      if (part.kind === 'said') void hear(part);
      else settle(part);
    }
  });

  return {
    ask: (topic, body) =>
      new Promise((resolve, reject) => {
        last += 1;
        waiting.set(last, { resolve: resolve as Waiting['resolve'], reject });
        outgoing({ kind: 'said', id: last, topic, body });
      }),
    tell: (topic, body) => outgoing({ kind: 'said', id: null, topic, body }),
    on: (topic, listener) => void listeners.set(topic, listener as Listener),
    ended() {
      for (const { reject } of waiting.values()) reject(new LinkEnded('the other process is gone'));
      waiting.clear();
    },
  };
}

/** Hands on together what is given in one turn of the event loop. */
function coalesced<Item>(send: (items: readonly Item[]) => void): (item: Item) => void {
  let items: Item[] = [];
  return (item) => {
    items.push(item);
    if (items.length > 1) return;
    setImmediate(() => {
      const whole = items;
      items = [];
      send(whole);
    });
  };
}
