import { ZodError } from 'zod';
import { describe, expect, it } from 'vitest';
import { decodeFactorRecord, encodeFactorRecord, type FactorRecord, NO_FACTOR } from './factor-record.js';

describe('the record of a second factor', () => {
  it('reads back what was written', () => {
    const record: FactorRecord = {
      version: 1,
      totp: { seed: new Uint8Array([0, 255, 128]), lastStep: 7, setAt: 1 },
      offer: { seed: new Uint8Array(20), madeAt: 2 },
      backupCodes: { salt: new Uint8Array(16).fill(1), hashes: [new Uint8Array(32).fill(2)] },
      failures: { count: 3, since: 4 },
    };
    expect(decodeFactorRecord(encodeFactorRecord(record))).toEqual(record);
    expect(decodeFactorRecord(encodeFactorRecord(NO_FACTOR))).toEqual(NO_FACTOR);
  });

  it.each([{}, { version: 2 }, { version: 1, more: 1 }, { version: 1, totp: { seed: 'not base64!', lastStep: 0 } }])(
    'is not %j',
    (value) => {
      expect(() => decodeFactorRecord(new Uint8Array(Buffer.from(JSON.stringify(value))))).toThrow(ZodError);
    },
  );
});
