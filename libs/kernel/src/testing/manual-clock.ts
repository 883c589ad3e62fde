import { Clock } from '../clock.js';

/** Stands still until told otherwise. */
export class ManualClock extends Clock {
  #now: number;

  constructor(start = new Date('2026-01-01T00:00:00Z')) {
    super();
    this.#now = start.getTime();
  }

  override now(): Date {
    return new Date(this.#now);
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }
}
