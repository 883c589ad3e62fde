import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret } from '@hearthlore/config';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { makeCertificate, type TestCertificate } from '../../../test/harness/qdrant/test-certificate.js';
import { StandInQdrant } from '../../../test/harness/qdrant/stand-in-qdrant.js';
import { QdrantServer, VectorStoreUnavailableError } from './index.js';
import { LAYOUT } from './testing/points.js';

const apiKey = 'a key that nobody may read';

describe('Qdrant behind TLS', () => {
  let folder: string;
  let trusted: TestCertificate;
  let stranger: TestCertificate;
  let qdrant: StandInQdrant;
  let server: QdrantServer | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'hearthlore-qdrant-tls-'));
    trusted = await makeCertificate(join(folder, 'trusted'));
    stranger = await makeCertificate(join(folder, 'stranger'));
    const tls = { certificate: readFileSync(trusted.certificate, 'utf8'), key: readFileSync(trusted.key, 'utf8') };
    qdrant = await StandInQdrant.start({ apiKey, usesTokens: true, tls });
  });
  afterEach(async () => {
    await server?.close();
    qdrant.forgetRequests();
  });
  afterAll(async () => {
    await qdrant.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const connect = (caFile?: string): QdrantServer => {
    server = new QdrantServer({ url: qdrant.url, apiKey: new Secret(apiKey), caFile, layout: LAYOUT });
    return server;
  };

  it('is believed when the authority that was named vouches for it', async () => {
    await expect(connect(trusted.authority).examine()).resolves.toMatchObject({ usesTokens: true, isOpen: false });
    await expect(connect(trusted.authority).list('')).resolves.toEqual([]);
  });

  it('is sent nothing when nobody does, or somebody else', async () => {
    await expect(connect().examine()).rejects.toThrow(VectorStoreUnavailableError);
    await expect(connect(stranger.authority).examine()).rejects.toThrow(VectorStoreUnavailableError);
    expect(qdrant.requests).toEqual([]);
  });
});
