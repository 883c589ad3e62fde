import { CheckpointAnchor } from '../ports/checkpoint-anchor.port.js';

export class InMemoryCheckpointAnchor extends CheckpointAnchor {
  readonly notes: string[] = [];

  override async add(note: string): Promise<void> {
    this.notes.push(note);
  }

  override async findLast(): Promise<string | undefined> {
    return this.notes.at(-1);
  }
}
