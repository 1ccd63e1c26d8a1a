/** What one worker tells the others of its machine when a record they may hold is another one (operations.md E-3). */
export type Relay = {
  /** To every other worker, through the primary; never back to this one. Lost with a process that dies. */
  publish(message: string): void;
  /** `listener` gets what the others publish from now on. */
  subscribe(listener: (message: string) => void): void;
};

/** Of a process that is alone. */
export const noRelay: Relay = { publish: () => {}, subscribe: () => {} };
