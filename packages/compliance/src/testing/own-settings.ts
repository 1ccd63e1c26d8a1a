import { DEFAULT_SETTINGS, type RunSettings } from '../run/runner.ts';

/**
 * For servers that the suite starts beside itself: how long a case takes says how busy the machine is, and one that
 * does not end shows all the same.
 */
export const ownSettings: RunSettings = { ...DEFAULT_SETTINGS, timeoutMs: 300_000 };
