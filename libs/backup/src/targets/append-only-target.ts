import type { Readable } from 'node:stream';
import { BackupTarget, type TargetFile } from './backup-target.port.js';

/** A target whose own rule removes what is old, as object lock does: nobody who takes over this machine can. */
export class AppendOnlyTarget extends BackupTarget {
  override readonly kind: 'folder' | 's3';
  override readonly isAppendOnly = true;

  constructor(private readonly target: BackupTarget) {
    super();
    this.kind = target.kind;
  }

  override write(name: string, content: AsyncIterable<Uint8Array>): Promise<void> {
    return this.target.write(name, content);
  }

  override read(name: string): Promise<Readable> {
    return this.target.read(name);
  }

  override list(): Promise<TargetFile[]> {
    return this.target.list();
  }

  /** Leaves it: the credential here may not be one that can, and the rule of the target comes by. */
  override delete(_name: string): Promise<void> {
    return Promise.resolve();
  }

  /** An upload that was never finished is no file yet. */
  override clean(name: string): Promise<void> {
    return this.target.clean(name);
  }
}
