import { randomUUID } from 'node:crypto';
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Secret } from '@hearthlore/config';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type MinioUnderTest, startMinio } from '../../../../test/harness/minio.js';
import { BackupTargetUnavailableError } from '../backup.errors.js';
import { describeBackupTarget } from '../testing/backup-target.contract.js';
import { AppendOnlyTarget } from './append-only-target.js';
import { S3Target } from './s3-target.js';

const MIB = 1024 * 1024;

let server: MinioUnderTest;
let client: S3Client;

// The first run on a machine builds the server.
beforeAll(async () => {
  server = await startMinio();
  const { endpoint, keyId, secret } = server;
  const credentials = { accessKeyId: keyId, secretAccessKey: secret };
  client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true, credentials });
}, 20 * 60_000);
afterAll(() => server.stop());

async function aBucket(prefix = 'home/'): Promise<{ bucket: string; target: S3Target }> {
  const bucket = `hl-${randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const { endpoint, keyId, secret } = server;
  const settings = { bucket, prefix, region: 'us-east-1', endpoint, keyId, secret: new Secret(secret) };
  return { bucket, target: new S3Target(settings) };
}

async function* content(megabytes: number): AsyncGenerator<Uint8Array> {
  for (let sent = 0; sent < megabytes; sent += 1) yield await Promise.resolve(new Uint8Array(MIB).fill(sent));
}

/** MinIO lists the uploads of one key alone. */
async function uploadsOf(bucket: string, key: string): Promise<number> {
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: key }));
  return Uploads.length;
}

describeBackupTarget('a bucket', async () => (await aBucket()).target);
describeBackupTarget('a bucket without a prefix', async () => (await aBucket('')).target);

describe('a bucket', () => {
  it('shows one installation nothing of another one under the same roof', async () => {
    const { bucket, target } = await aBucket('home/');
    const { endpoint, keyId, secret } = server;
    const other = new S3Target({
      bucket,
      prefix: 'home/other/',
      region: 'us-east-1',
      endpoint,
      keyId,
      secret: new Secret(secret),
    });
    await other.write('theirs', content(1));
    expect(await target.list()).toEqual([]);
  });

  it('is rid of an upload that broke off, and of one whose process was killed', async () => {
    const { bucket, target } = await aBucket();
    async function* breaking(): AsyncGenerator<Uint8Array> {
      yield* content(40);
      throw new Error('killed');
    }
    await expect(target.write('broken', breaking())).rejects.toThrow('killed');
    expect(await uploadsOf(bucket, 'home/broken')).toBe(0);
    const place = { Bucket: bucket, Key: 'home/killed' };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(place));
    await client.send(new UploadPartCommand({ ...place, UploadId, PartNumber: 1, Body: new Uint8Array(5 * MIB) }));
    expect(await uploadsOf(bucket, 'home/killed')).toBe(1);
    await target.clean('killed');
    expect(await uploadsOf(bucket, 'home/killed')).toBe(0);
  });

  it('is unavailable, with one code, where the bucket, the key or the server is not', async () => {
    const { bucket, target } = await aBucket();
    const { endpoint, keyId, secret } = server;
    const right = { bucket, prefix: '', region: 'us-east-1', endpoint, keyId, secret: new Secret(secret) };
    const wrong = [
      new S3Target({ ...right, bucket: 'no-such-bucket' }),
      new S3Target({ ...right, secret: new Secret('wrong') }),
      new S3Target({ ...right, endpoint: 'http://127.0.0.1:9' }),
    ];
    for (const one of wrong) {
      await expect(one.write('x', content(1))).rejects.toThrow(BackupTargetUnavailableError);
      await expect(one.list()).rejects.toThrow(BackupTargetUnavailableError);
    }
    await expect(target.list()).resolves.toEqual([]);
  });

  it('loses nothing by our hand where it is append-only', async () => {
    const { target } = await aBucket();
    const kept = new AppendOnlyTarget(target);
    await kept.write('backup', content(1));
    await kept.delete('backup');
    expect(kept).toMatchObject({ kind: 's3', isAppendOnly: true });
    expect(await kept.list()).toEqual([{ name: 'backup', bytes: MIB }]);
  });
});
