import { describe, expect, it } from 'vitest';
import { describeStatus, describeUse } from './vectors-report.js';

const GOOD = {
  kind: 'qdrant',
  state: 'up',
  waiting: 0,
  version: '1.18.3',
  downSince: null,
  fault: null,
  isCircuitOpen: false,
  usesTokens: true,
  demandsKey: true,
  collections: 2,
  documents: 12,
  points: 340,
  layout: { onDisk: true, quantization: 'none', shards: 1, replicas: 1 },
} as const;

describe('what a person reads of the vector store', () => {
  it('is how it stands and what waits', () => {
    expect(describeStatus(GOOD)).toMatch(/^qdrant 1\.18\.3: up\n2 collections, 12 documents.*\nnothing waits/);
    const down = {
      ...GOOD,
      state: 'down',
      downSince: '2026-07-01T12:00:00Z',
      fault: 'vector-store.refused',
      waiting: 3,
    } as const;
    expect(describeStatus(down)).toMatch(
      /down since 2026-07-01T12:00:00Z \(vector-store\.refused\).*3 documents wait/s,
    );
    expect(describeStatus({ ...GOOD, kind: 'sealed', version: null, layout: null })).toMatch(/^sealed: /);
  });

  it('is what is to be mended in its settings', () => {
    expect(describeStatus({ ...GOOD, demandsKey: false })).toContain('service.api_key');
    expect(describeStatus({ ...GOOD, usesTokens: false })).toContain('service.jwt_rbac');
  });

  it('is what comes next after a choice, and whether anything is left', () => {
    expect(describeUse({ store: 'qdrant', before: 'sealed' })).toMatch(/^Agreed\..*HEARTHLORE_VECTOR_STORE=qdrant/);
    expect(describeUse({ store: 'qdrant', before: 'qdrant' })).toContain('already');
    expect(describeUse({ store: 'sealed', before: 'qdrant', dropped: 2, left: undefined })).toContain('2 collections');
    expect(describeUse({ store: 'sealed', before: 'qdrant', dropped: 0, left: 'it is away' })).toMatch(
      /may be left in Qdrant \(it is away\).*worker drops them/,
    );
  });
});
