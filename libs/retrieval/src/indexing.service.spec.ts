import { RecordType } from '@hearthlore/crypto';
import { FakeEmbeddingModel } from '@hearthlore/models/testing';
import { aVault } from '@hearthlore/vault/testing';
import { describe, expect, it } from 'vitest';
import { decodeLexicalPack } from './packs/lexical-pack.js';
import { arrangeRetrieval } from './testing/arrange.js';
import { aPassage } from './testing/in-memory-document-reader.js';

const LONG = 'The ferry to the island leaves twice a day, in the morning and at night. '.repeat(14);

describe('IndexingService', () => {
  it('makes passages findable step by step: by words, by meaning, by their windows', async () => {
    const { addWords, indexing, vectors, ask, signal } = arrangeRetrieval();
    const vault = aVault();
    const document = await addWords(vault, 'Timetable', [LONG, 'Dogs pay half']);
    expect(await ask(vault, 'ferry')).toMatchObject({ dense: 'off-missing', hits: [{ index: 0 }] });
    await indexing.indexPassageVectors(vault, document, document.passages, signal);
    expect(await ask(vault, 'ferry')).toMatchObject({ dense: 'used', hits: [{ index: 0 }, {}] });
    const coverage = () => vectors.coverage(vault, document.id, 'fake/hashed-words');
    expect(await coverage()).toEqual({ passages: new Set([0, 1]), windows: new Set(), isComplete: false });
    await indexing.indexWindows(vault, document, document.passages, signal);
    expect(await coverage()).toEqual({ passages: new Set([0, 1]), windows: new Set([0]), isComplete: true });
  });

  it('keeps many small deliveries of passages in few packs, in reading order', async () => {
    const { sets, addWords, indexing } = arrangeRetrieval();
    const vault = aVault();
    const document = await addWords(vault, '', ['passage0 about boats']);
    for (let index = 1; index < 300; index += 1)
      await indexing.indexLexical(vault, document, [aPassage(index, `passage${index} about boats`)]);
    const packs = (await sets.readAll(vault, document.id, RecordType.lexicalPack)).map(decodeLexicalPack);
    expect(packs.map(({ firstPassage, sizes }) => [firstPassage, sizes.length])).toEqual([
      [0, 256],
      [256, 44],
    ]);
  });

  it('refuses passages with gaps between them', async () => {
    const { addWords, indexing } = arrangeRetrieval();
    const vault = aVault();
    const document = await addWords(vault, '', ['a']);
    await expect(indexing.indexLexical(vault, document, [aPassage(1, 'b'), aPassage(3, 'c')])).rejects.toThrow(
      RangeError,
    );
  });

  it('answers after a new sign-in as before', async () => {
    const { add, ask, indexing } = arrangeRetrieval();
    const vault = aVault();
    await add(vault, 'Timetable', [LONG, 'Dogs pay half']);
    const hitsOf = async () => (await ask(vault, 'do dogs pay on the ferry')).hits;
    const before = await hitsOf();
    indexing.evict(vault.ownerId);
    expect(await hitsOf()).toEqual(before);
  });

  it('embeds later what was stored without a model, and does nothing twice', async () => {
    const { addWords, embedding, indexing, ask, signal } = arrangeRetrieval();
    const vault = aVault();
    embedding.model = undefined;
    const document = await addWords(vault, 'Timetable', [LONG, 'Dogs pay half']);
    expect(await indexing.indexPassageVectors(vault, document, document.passages, signal)).toBe(false);
    expect(await indexing.indexWindows(vault, document, document.passages, signal)).toBe(false);
    expect(await indexing.embedMissing(vault, signal)).toBe(0);
    embedding.model = new FakeEmbeddingModel();
    expect(await indexing.embedMissing(vault, signal)).toBe(1);
    expect(await ask(vault, 'ferry')).toMatchObject({ dense: 'used' });
    expect(await indexing.embedMissing(vault, signal)).toBe(0);
  });

  it('goes on where an interrupted embedding stopped', async () => {
    const { addWords, indexing, vectors, signal } = arrangeRetrieval();
    const vault = aVault();
    const document = await addWords(vault, 'Timetable', [LONG, LONG, LONG]);
    await indexing.indexPassageVectors(vault, document, document.passages.slice(0, 1), signal);
    indexing.evict(vault.ownerId);
    expect(await indexing.embedMissing(vault, signal)).toBe(1);
    expect(await vectors.coverage(vault, document.id, 'fake/hashed-words')).toEqual({
      passages: new Set([0, 1, 2]),
      windows: new Set([0, 1, 2]),
      isComplete: true,
    });
  });

  it('embeds anew for another model, and leaves nothing of the old one', async () => {
    const { add, embedding, indexing, ask, sets, signal } = arrangeRetrieval();
    const vault = aVault();
    const { id } = await add(vault, 'Timetable', [LONG, 'Dogs pay half']);
    class OtherModel extends FakeEmbeddingModel {
      override readonly modelId = 'other' as 'fake/hashed-words';
    }
    embedding.model = new OtherModel({ dimensions: 48 });
    expect(await ask(vault, 'ferry')).toMatchObject({ dense: 'off-missing' });
    expect(await indexing.embedMissing(vault, signal)).toBe(1);
    expect(await ask(vault, 'ferry')).toMatchObject({ dense: 'used' });
    indexing.evict(vault.ownerId);
    expect(await ask(vault, 'ferry')).toMatchObject({ dense: 'used' });
    const packs = await sets.readAll(vault, id, RecordType.vectorPack);
    for (const pack of packs) expect(Buffer.from(pack).includes('fake/hashed-words')).toBe(false);
  });

  it('stops when it is told to', async () => {
    const { addWords, indexing } = arrangeRetrieval();
    const vault = aVault();
    const document = await addWords(vault, '', ['a']);
    const stopped = AbortSignal.abort(new RangeError('stopped'));
    await expect(indexing.indexPassageVectors(vault, document, document.passages, stopped)).rejects.toThrow('stopped');
  });
});
