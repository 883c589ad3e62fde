import { Readable } from 'node:stream';
import { BackupFileMissingError } from '../backup.errors.js';
import { BackupTarget, type TargetFile } from '../targets/backup-target.port.js';

export class InMemoryTarget extends BackupTarget {
  override readonly kind = 'folder';
  override readonly isAppendOnly = false;
  readonly files = new Map<string, Buffer>();

  override async write(name: string, content: AsyncIterable<Uint8Array>): Promise<void> {
    const parts: Uint8Array[] = [];
    for await (const part of content) parts.push(Buffer.from(part));
    this.files.set(name, Buffer.concat(parts));
  }

  override read(name: string): Promise<Readable> {
    const found = this.files.get(name);
    if (found === undefined) return Promise.reject(new BackupFileMissingError());
    return Promise.resolve(Readable.from([Buffer.from(found)], { objectMode: false }));
  }

  override list(): Promise<TargetFile[]> {
    return Promise.resolve([...this.files].map(([name, { length }]) => ({ name, bytes: length })));
  }

  override delete(name: string): Promise<void> {
    this.files.delete(name);
    return Promise.resolve();
  }

  override clean(): Promise<void> {
    return Promise.resolve();
  }
}
