import { Secret } from '@hearthlore/config';
import { describe, expect, it } from 'vitest';
import { QdrantServer, VectorStoreSettingsError } from './index.js';
import { serverPlace } from './qdrant-options.js';
import { LAYOUT } from './testing/points.js';

const apiKey = new Secret('a key that nobody may read');
const place = (url: string, rest: object = {}) => serverPlace({ url, apiKey, layout: LAYOUT, ...rest });

describe('where Qdrant is', () => {
  it.each([
    ['https://qdrant.example:6333', 'https://qdrant.example', 6333, ''],
    ['https://qdrant.example', 'https://qdrant.example', 443, ''],
    ['http://localhost', 'http://localhost', 80, ''],
    ['http://127.0.0.1:6333/', 'http://127.0.0.1', 6333, ''],
    ['http://[::1]:6333', 'http://[::1]', 6333, ''],
    ['https://home.example/stores/qdrant/', 'https://home.example', 443, '/stores/qdrant'],
  ])('is what its address says: %s', (url, origin, port, prefix) => {
    expect(place(url)).toEqual({ origin, port, prefix, ca: undefined });
  });

  it.each(['http://qdrant:6333', 'http://192.168.1.9:6333', 'http://127.0.0.1.example:6333', 'http://0.0.0.0:6333'])(
    'is nowhere that the key would travel to in the clear: %s',
    (url) => {
      expect(() => place(url)).toThrow(VectorStoreSettingsError);
      expect(() => new QdrantServer({ url, apiKey, layout: LAYOUT })).toThrow(VectorStoreSettingsError);
      expect(place(url, { allowPlain: true })).toMatchObject({ port: 6333 });
      expect(place(url, { apiKey: undefined })).toMatchObject({ port: 6333 });
    },
  );

  it.each([
    'qdrant:6333',
    'ftp://qdrant',
    '',
    'https://someone:secret@qdrant',
    'https://qdrant?key=secret',
    'https://qdrant#secret',
  ])('is no address that says more or less, and its error does not repeat it: %s', (url) => {
    expect(() => place(url)).toThrow(
      expect.objectContaining({ code: 'vector-store.settings', message: expect.not.stringContaining('secret') }),
    );
  });
});
