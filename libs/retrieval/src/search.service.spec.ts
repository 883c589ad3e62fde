import { Logger } from '@nestjs/common';
import { FakeEmbeddingModel } from '@hearthlore/models/testing';
import { aVault } from '@hearthlore/vault/testing';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { arrangeRetrieval } from './testing/arrange.js';

beforeAll(() => Logger.overrideLogger(false));

const FERRY = ['The ferry to the island leaves at noon', 'Dogs pay half on every crossing', 'Bicycles travel free'];

describe('SearchService', () => {
  it('finds the passage that answers, with its place and the scores of both channels', async () => {
    const { add, ask } = arrangeRetrieval();
    const vault = aVault();
    const { id } = await add(vault, 'Timetable', FERRY);
    const { hits, dense, isComplete, damaged } = await ask(vault, 'how much do dogs pay on the crossing');
    expect({ dense, isComplete, damaged }).toEqual({ dense: 'used', isComplete: true, damaged: [] });
    expect(hits[0]).toEqual({
      documentId: id,
      passageId: `${id}.1`,
      index: 1,
      title: 'Timetable',
      page: null,
      lastPage: null,
      heading: '',
      text: FERRY[1],
      score: 1,
      channels: { dense: expect.any(Number), lexical: expect.any(Number) },
    });
  });

  it('finds a passage by the title of its document', async () => {
    const { addWords, ask } = arrangeRetrieval();
    const vault = aVault();
    await addWords(vault, 'Timetable', ['Leaves at noon']);
    expect((await ask(vault, 'timetable')).hits).toHaveLength(1);
  });

  it('gives at most as many as asked for, of the documents and by the channels that are named', async () => {
    const { add, ask } = arrangeRetrieval();
    const vault = aVault();
    const one = await add(vault, 'One', FERRY);
    const two = await add(vault, 'Two', FERRY);
    expect((await ask(vault, 'ferry island', { limit: 1 })).hits).toHaveLength(1);
    const { hits } = await ask(vault, 'ferry island', { documentIds: [two.id] });
    expect(new Set(hits.map(({ documentId }) => documentId))).toEqual(new Set([two.id]));
    const byWords = await ask(vault, 'ferry island', { channels: ['lexical'] });
    expect(byWords.dense).toBe('off-request');
    expect(byWords.hits.map(({ channels }) => Object.keys(channels))).toEqual([['lexical'], ['lexical']]);
    const byMeaning = await ask(vault, 'ferry island', { channels: ['dense'], documentIds: [one.id] });
    expect(byMeaning.hits[0]).toMatchObject({ index: 0, channels: { dense: expect.any(Number) } });
    expect(byMeaning.hits[0]?.channels).not.toHaveProperty('lexical');
  });

  it('goes by words alone without a model, without vectors, and when the model stops answering', async () => {
    const { addWords, ask, embedding } = arrangeRetrieval();
    const vault = aVault();
    await addWords(vault, 'Timetable', FERRY);
    expect(await ask(vault, 'ferry')).toMatchObject({ dense: 'off-missing', hits: [{ index: 0 }] });
    embedding.model = undefined;
    expect(await ask(vault, 'ferry')).toMatchObject({ dense: 'off-missing', hits: [{ index: 0 }] });
    const closed = new FakeEmbeddingModel();
    await closed.close();
    embedding.model = closed;
    expect(await ask(vault, 'ferry')).toMatchObject({ dense: 'off-missing', hits: [{ index: 0 }] });
  });

  it('leaves meaning out for a question in a language that the model does not have', async () => {
    const { add, ask } = arrangeRetrieval();
    const vault = aVault();
    await add(vault, 'Fahrplan', ['Die Fähre zur Insel fährt um zwölf Uhr ab', 'Hunde zahlen die Hälfte']);
    const answer = await ask(vault, 'Wann fährt die Fähre zu der Insel ab?');
    expect(answer).toMatchObject({ dense: 'off-language', hits: [{ index: 0 }, { index: 1 }] });
    expect((await ask(vault, 'Wann fährt die Fähre zu der Insel ab?', { channels: ['dense'] })).dense).toBe('used');
  });

  it.each([
    ['Chinese', ['渡轮每天中午开往岛上。', '狗付一半的票价。'], '狗的票价是多少'],
    ['Japanese', ['フェリーは正午に島へ出発します。', '犬は半額です。'], '犬はいくらですか'],
    ['Thai', ['เรือข้ามฟากออกตอนเที่ยง', 'สุนัขจ่ายครึ่งราคา'], 'สุนัขต้องจ่ายเท่าไร'],
    ['Hindi', ['नौका दोपहर को द्वीप के लिए निकलती है', 'कुत्ते आधा किराया देते हैं'], 'कुत्ते कितना किराया देते हैं'],
  ])('finds the right %s passage by its characters', async (_, texts, question) => {
    const { add, ask } = arrangeRetrieval();
    const vault = aVault();
    await add(vault, '', texts);
    expect(await ask(vault, question)).toMatchObject({ dense: 'off-language', hits: [{ text: texts[1] }] });
  });

  it('finds nothing of a document from the moment it is forgotten', async () => {
    const { add, ask, indexing } = arrangeRetrieval();
    const vault = aVault();
    const { id } = await add(vault, 'Timetable', FERRY);
    await indexing.forget(vault.ownerId, id);
    expect(await ask(vault, 'ferry island')).toMatchObject({ hits: [], dense: 'off-missing' });
  });

  it('leaves out a passage whose document was deleted since it was found', async () => {
    const { add, ask, documents } = arrangeRetrieval();
    const vault = aVault();
    const { id } = await add(vault, 'Timetable', FERRY);
    documents.delete(id);
    expect((await ask(vault, 'ferry island')).hits).toEqual([]);
  });

  it('never finds a passage of another member', async () => {
    const { add, ask } = arrangeRetrieval();
    const members = [aVault(), aVault(), aVault()];
    const words = ['ferry', 'island', 'noon', 'dog', 'half', 'free', 'crossing'];
    const owned = await Promise.all(members.map((vault, i) => add(vault, `of ${i}`, [...FERRY, ...words])));
    const everything = owned.map(({ id }) => id);
    const questions = fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 2 }), questions, fc.boolean(), async (asker, question, isNaming) => {
        const vault = members[asker] ?? aVault();
        const { hits } = await ask(vault, question.join(' '), isNaming ? { documentIds: everything } : {});
        expect(hits.length).toBeGreaterThan(0);
        expect(new Set(hits.map(({ documentId }) => documentId))).toEqual(new Set([owned[asker]?.id]));
      }),
      { numRuns: 200 },
    );
  });

  it('does not answer a locked vault or a caller who has gone', async () => {
    const { add, ask, search } = arrangeRetrieval();
    const vault = aVault();
    await add(vault, 'Timetable', FERRY);
    const gone = AbortSignal.abort(new RangeError('gone'));
    await expect(search.search(vault, { query: 'ferry', limit: 1 }, gone)).rejects.toThrow('gone');
    vault.lock();
    await expect(ask(vault, 'ferry')).rejects.toMatchObject({ code: 'vault.locked' });
  });
});
