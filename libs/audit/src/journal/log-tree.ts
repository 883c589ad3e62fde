import { Logger } from '@nestjs/common';
import { MerkleFrontier } from '../tree/merkle-frontier.js';

/**
 * The log's tree as this process has seen it grow. What is signed comes from here and not from the database, so that
 * whoever rewrites the database while the server runs gets no signature for it.
 */
export class LogTree {
  readonly #logger = new Logger('AuditLog');
  #size: number;
  #frontier: MerkleFrontier | undefined;

  constructor(frontier = MerkleFrontier.empty()) {
    this.#frontier = frontier;
    this.#size = frontier.size;
  }

  /** Where the next entry goes. */
  get size(): number {
    return this.#size;
  }

  /** `undefined` once the log was found damaged: it is still written, and nothing about it is signed any more. */
  get frontier(): MerkleFrontier | undefined {
    return this.#frontier;
  }

  append(leaf: Uint8Array): void {
    this.#frontier?.append(leaf);
    this.#size += 1;
  }

  /** @param size Where to go on writing. @param findings What did not fit. */
  giveUp(size: number, findings: Readonly<Record<string, boolean>>): void {
    if (this.#frontier !== undefined) this.#logger.error('the audit log was changed from outside', findings);
    this.#frontier = undefined;
    this.#size = size;
  }
}
