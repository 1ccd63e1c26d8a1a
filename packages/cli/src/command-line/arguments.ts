/** What was typed after the name of the command, already known to fit its row. */
export type Arguments = {
  readonly positionals: readonly string[];
  has(option: string): boolean;
  /** Given without a value: every switch, and an option whose value was left out. */
  standsAlone(option: string): boolean;
  /** The value given last; undefined when the option is absent or stands alone. */
  text(option: string): string | undefined;
  all(option: string): readonly string[];
};
