import type { Sink } from '../world/world.ts';
import type { Style } from './style.ts';

export type Spinner = { stop(): void };

const frames = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const frameMilliseconds = 120;
const clearLine = '\r\u001b[2K';

/** Minutes and seconds, as a clock shows them: `4:32`. */
export function formatRemaining(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

type Canvas = { readonly sink: Sink; readonly style: Style; now(): number };
type Awaited = { readonly text: string; readonly until?: number };

/** Draws on one line of a terminal until stopped, with the time left where there is an end (cli.md §5). */
export function createSpinner({ sink, style, now }: Canvas, { text, until }: Awaited): Spinner {
  let turn = 0;
  const draw = (): void => {
    const frame = frames[turn % frames.length] ?? '';
    const left = until === undefined ? '' : style.grey(` · ${formatRemaining(until - now())} left`);
    sink.write(`${clearLine}${style.cyan(frame)} ${text}${left}`);
    turn += 1;
  };
  draw();
  const timer = setInterval(draw, frameMilliseconds);
  timer.unref();
  let running = true;
  return {
    stop() {
      if (!running) return;
      running = false;
      clearInterval(timer);
      sink.write(clearLine);
    },
  };
}
