import { describe, expect, it } from 'vitest';
import { loadEnv } from './env.js';
import { qdrantPlace } from './qdrant-settings.js';

const HERE = { HEARTHLORE_VECTOR_STORE: 'qdrant', QDRANT_URL: 'http://127.0.0.1:6333', QDRANT_API_KEY: 'leaked-key' };

describe('the settings of Qdrant', () => {
  it('need an address and a key', () => {
    expect(loadEnv(HERE)).toMatchObject({ HEARTHLORE_VECTOR_STORE: 'qdrant', HEARTHLORE_QDRANT_SHARDS: 1 });
    expect(() => loadEnv({ ...HERE, QDRANT_URL: '' })).toThrow('QDRANT_URL: missing');
    expect(() => loadEnv({ ...HERE, QDRANT_API_KEY: '' })).toThrow('QDRANT_API_KEY: missing');
    expect(() => loadEnv({ ...HERE, QDRANT_URL: 'ftp://127.0.0.1' })).toThrow('QDRANT_URL: invalid');
  });

  it.each(['http://127.0.0.2:6333', 'http://localhost:6333', 'http://[::1]:6333', 'https://qdrant.example:6333'])(
    'are content with %s',
    (QDRANT_URL) => {
      expect(loadEnv({ ...HERE, QDRANT_URL }).QDRANT_URL).toBe(QDRANT_URL);
    },
  );

  it.each(['http://qdrant:6333', 'http://192.168.1.2:6333', 'http://127.0.0.1.example:6333'])(
    'refuse %s, which others could listen to',
    (QDRANT_URL) => {
      expect(() => loadEnv({ ...HERE, QDRANT_URL })).toThrow(/plain http to another machine/);
      expect(() => loadEnv({ ...HERE, QDRANT_URL })).not.toThrow(/leaked/);
      // What is left behind there is reached by the same way, whatever store is in use.
      expect(() => loadEnv({ ...HERE, QDRANT_URL, HEARTHLORE_VECTOR_STORE: 'sealed' })).toThrow(/plain http/);
    },
  );

  it('give way for a rule that the operator names, and for no other one', () => {
    const elsewhere = { ...HERE, QDRANT_URL: 'http://qdrant:6333' };
    expect(loadEnv({ ...elsewhere, HEARTHLORE_ALLOW_INSECURE: 'master-key-mode, qdrant-plain-http' }).QDRANT_URL).toBe(
      'http://qdrant:6333',
    );
    expect(() => loadEnv({ ...elsewhere, HEARTHLORE_ALLOW_INSECURE: 'qdrant-without-key' })).toThrow(/plain http/);
    expect(() => loadEnv({ ...HERE, QDRANT_API_KEY: '', HEARTHLORE_ALLOW_INSECURE: 'qdrant-plain-http' })).toThrow(
      /QDRANT_API_KEY/,
    );
    expect(
      loadEnv({ ...HERE, QDRANT_API_KEY: '', HEARTHLORE_ALLOW_INSECURE: 'qdrant-without-key' }).QDRANT_API_KEY,
    ).toBeUndefined();
  });

  it('take no key as part of the address, which is no secret', () => {
    expect(() => loadEnv({ ...HERE, QDRANT_URL: 'https://name:leaked@qdrant.example' })).toThrow(/QDRANT_URL: holds/);
    expect(() => loadEnv({ ...HERE, QDRANT_URL: 'https://name:leaked@qdrant.example' })).not.toThrow(/leaked/);
  });

  it('become a place and a layout, or nothing where no Qdrant is named', () => {
    expect(qdrantPlace(loadEnv({}))).toBeUndefined();
    const env = loadEnv({
      ...HERE,
      QDRANT_URL: 'http://qdrant:6333',
      HEARTHLORE_ALLOW_INSECURE: 'qdrant-plain-http',
      HEARTHLORE_QDRANT_ON_DISK: 'off',
      HEARTHLORE_QDRANT_QUANTIZATION: 'int8',
      HEARTHLORE_QDRANT_REPLICAS: '2',
    });
    expect(qdrantPlace(env)).toMatchObject({
      url: 'http://qdrant:6333',
      allowPlain: true,
      layout: { onDisk: false, quantization: 'int8', shards: 1, replicas: 2 },
    });
    expect(qdrantPlace(loadEnv(HERE))?.allowPlain).toBe(false);
  });
});
