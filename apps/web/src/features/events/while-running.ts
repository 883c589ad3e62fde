import { attention } from './attention.js';
import { connection } from './connection.js';

/** Milliseconds between two looks at what runs: where events arrive they are only a safety net. */
const LOOK = { alone: 1500, besideEvents: 15_000 };

/** @returns How soon to ask again about something that the server tells nobody of by events. */
export const whileRunning = (isRunning: boolean): number | false =>
  isRunning && attention.isPresent() ? LOOK.alone : false;

/** @returns How soon to ask again about something whose events may or may not arrive. */
export const whileRunningUnheard = (isRunning: boolean): number | false => {
  if (!isRunning || !attention.isPresent()) return false;
  return connection.isOpen() ? LOOK.besideEvents : LOOK.alone;
};
