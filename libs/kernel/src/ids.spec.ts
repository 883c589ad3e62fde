import { describe, expect, it } from 'vitest';
import { type DocumentId, idBytes, newId, parseId, parsePassageId, passageId } from './ids.js';

describe('ids', () => {
  it('parses only lower-case UUIDs', () => {
    const id = newId<DocumentId>();
    expect(parseId(id)).toBe(id);
    for (const bad of ['', id.toUpperCase(), `${id} `, id.slice(1), '../etc/passwd'])
      expect(parseId(bad)).toBeUndefined();
  });

  it('carries a UUID as 16 bytes', () => {
    expect(Buffer.from(idBytes('00112233-4455-4677-8899-aabbccddeeff' as DocumentId)).toString('hex')).toBe(
      '00112233445546778899aabbccddeeff',
    );
  });

  it('reads back a passage id and refuses everything that is not one', () => {
    const document = newId<DocumentId>();
    expect(parsePassageId(passageId(document, 12))).toEqual({ documentId: document, index: 12 });
    for (const bad of ['', document, `${document}.`, `${document}.01`, `${document}.-1`, `${document}.1.2`, `x.1`])
      expect(parsePassageId(bad)).toBeUndefined();
  });
});
