import { RecordType } from '@hearthlore/crypto';
import { records, recordSets } from '@hearthlore/database';
import { DocumentDuplicateError, DocumentNotFoundError } from '@hearthlore/documents';
import { type DocumentId, newId } from '@hearthlore/kernel';
import type { EmbedOptions } from '@hearthlore/models';
import { FakeEmbeddingModel } from '@hearthlore/models/testing';
import { Logger } from '@nestjs/common';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { arrangeIngestion, type IngestionUnderTest } from '../../../../test/harness/ingestion.js';
import { type OwnedDatabase, openAsApi } from '../../../../test/harness/members.js';
import { DocumentParser, type MediaType, type ParsedPage } from '../parser/document-parser.port.js';
import { DocumentDamagedError, DocumentUnreadableError } from '../parser/document-unreadable.errors.js';
import { InProcessDocumentParser } from '../testing/in-process-document-parser.js';
import { aPdf } from '../testing/sample-documents.js';
import { IngestionBusyError } from './ingestion.errors.js';
import type { Upload } from './upload.js';

/** A door that work waits at; whoever is aborted does not. */
class Gate {
  readonly #opened = Promise.withResolvers<void>();
  readonly #reached = Promise.withResolvers<void>();
  /** Resolves when somebody stands before it. */
  readonly reached = this.#reached.promise;

  async pass(signal: AbortSignal): Promise<void> {
    this.#reached.resolve();
    const aborted = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => aborted.reject(signal.reason), { once: true });
    if (signal.aborted) throw signal.reason;
    await Promise.race([this.#opened.promise, aborted.promise]);
  }

  open(): void {
    this.#opened.resolve();
  }
}

/** Gives pages until its gate, and ends behind it as it was told: a slow file. */
class GatedParser extends DocumentParser {
  readonly gate = new Gate();

  constructor(
    private readonly pages: readonly ParsedPage[],
    private readonly end?: Error,
  ) {
    super();
  }

  override async *parse(_file: Uint8Array, _type: MediaType, signal: AbortSignal): AsyncGenerator<ParsedPage> {
    yield* this.pages;
    await this.gate.pass(signal);
    if (this.end !== undefined) throw this.end;
  }
}

/** Embeds behind a gate while there is one. */
class GatedModel extends FakeEmbeddingModel {
  gate: Gate | undefined;

  override async embed(texts: readonly string[], options: EmbedOptions): Promise<Float32Array[]> {
    if (options.priority === 'document') await this.gate?.pass(options.signal);
    return super.embed(texts, options);
  }
}

const WORDS = 'The lighthouse keeper counts the ships that pass at night and writes down their lanterns. ';

const aPage = (page: number, total: number, text = WORDS): ParsedPage => ({
  page,
  total,
  blocks: [
    { kind: 'heading', text: `Watch ${page}`, level: 1, page, offset: 0 },
    { kind: 'paragraph', text: text.repeat(12), level: null, page, offset: 20 },
  ],
});
const somePages = (count: number): ParsedPage[] => Array.from({ length: count }, (_, i) => aPage(i + 1, count + 1));

const aText = (text: string, change: Partial<Upload> = {}): Upload => ({
  file: new Uint8Array(Buffer.from(text)),
  fileName: 'night-watch.txt',
  ...change,
});

let opened: OwnedDatabase;
let arranged: IngestionUnderTest;
beforeAll(async () => {
  Logger.overrideLogger(false);
  opened = await openAsApi();
});
afterAll(() => opened.close());
afterEach(async () => {
  await arranged.ingestion.close();
});

async function arrange(parser: DocumentParser = new InProcessDocumentParser(), waitingBytes = 2 ** 28): Promise<void> {
  arranged = await arrangeIngestion(opened, { parser, waitingBytes });
}

/** What lies in the database of the member: types of records, and how many record sets. */
async function stored(): Promise<{ types: number[]; sets: number }> {
  return arranged.transactions.run(arranged.vault.ownerId, async (tx) => {
    const rows = await tx.select({ type: records.type }).from(records);
    const sets = await tx.select({ id: recordSets.id }).from(recordSets);
    return { types: [...new Set(rows.map(({ type }) => type))].sort((a, b) => a - b), sets: sets.length };
  });
}

const ingest = (upload: Upload) => arranged.ingestion.ingest(arranged.vault, upload);
const get = (id: DocumentId) => arranged.documents.get(arranged.vault, id);

describe('a file', () => {
  beforeEach(() => arrange());

  it('becomes passages with their pages that are found by words and meaning', async () => {
    const file = await aPdf({ pages: [['# Rules', WORDS.repeat(3)], ['The roof was mended in Umtata. '.repeat(9)]] });
    const id = await ingest({ file, fileName: 'house.rules.pdf' });
    await arranged.until('document.ready', id);
    expect(await get(id)).toMatchObject({
      title: 'house.rules',
      fileName: 'house.rules.pdf',
      mediaType: 'application/pdf',
      bytes: file.length,
      pages: 2,
      state: 'ready',
      progress: 100,
    });
    const { hits, dense } = await arranged.ask('roof mended Umtata');
    expect(dense).toBe('used');
    expect(hits[0]).toMatchObject({ documentId: id, page: 2, title: 'house.rules' });
    expect(Object.keys(hits[0]?.channels ?? {}).sort()).toEqual(['dense', 'lexical']);
  });

  it('keeps the title, the date and the language that its owner gave', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000);
    const id = await ingest(aText(WORDS, { title: 'Night watch', expiresAt, language: 'en' }));
    expect(await get(id)).toMatchObject({ title: 'Night watch', language: 'en', expiresAt });
    await arranged.until('document.ready', id);
  });

  it('leaves none of its bytes behind', async () => {
    const id = await ingest(aText(`Zebraholz. ${WORDS}`));
    await arranged.until('document.ready', id);
    const rows = await arranged.transactions.run(arranged.vault.ownerId, (tx) => tx.select().from(records));
    expect(rows.length).toBeGreaterThan(2);
    for (const { sealed } of rows) expect(Buffer.from(sealed).toString('latin1')).not.toContain('ebraholz');
  });

  it('is refused a second time, unless its owner wants it twice', async () => {
    const id = await ingest(aText(WORDS));
    await expect(ingest(aText(WORDS, { fileName: 'other.txt' }))).rejects.toThrow(DocumentDuplicateError);
    const second = await ingest(aText(WORDS, { allowDuplicate: true }));
    expect(second).not.toBe(id);
    const other = await arranged.anUnlockedMember();
    await expect(arranged.ingestion.ingest(other, aText(WORDS))).resolves.toBeDefined();
  });

  it('tells how far its reading is: forward only, ready at the end', async () => {
    const pages = Array.from({ length: 30 }, (_, i) => [`# Watch ${i}`, WORDS.repeat(8)]);
    const id = await ingest({ file: await aPdf({ pages }), fileName: 'log.pdf' });
    await arranged.until('document.ready', id);
    const progress = arranged.heard.map((event) => event.progress);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.length).toBeGreaterThan(2);
    expect(new Set(progress).size).toBe(progress.length);
    const states = arranged.heard.map(({ state }) => state);
    expect(states[0]).toBe('reading');
    expect(states.at(-1)).toBe('ready');
    expect(states.filter((state) => state === 'ready')).toHaveLength(1);
    expect(progress.filter((value) => value === 100)).toHaveLength(1);
  });
});

describe('a file that cannot be read', () => {
  const FILES: readonly (readonly [string, string, () => Promise<Uint8Array> | Uint8Array])[] = [
    ['is encrypted', 'document.encrypted', () => aPdf({ pages: [[WORDS]], password: 'x' })],
    ['is damaged', 'document.damaged', () => Buffer.from('%PDF-1.7\nnothing of the kind\n%%EOF')],
    ['is empty', 'document.empty', () => new Uint8Array()],
    ['has no text', 'document.no-text', () => aPdf({ pages: [[], []] })],
    ['is of another kind', 'document.unsupported', () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
  ];

  it.each(FILES)('is refused in the answer and nothing of it is kept when it %s', async (_, code, make) => {
    await arrange();
    const file = new Uint8Array(await make());
    const refused = await ingest({ file, fileName: 'letter.pdf' }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(DocumentUnreadableError);
    expect(refused).toMatchObject({ code });
    expect(await arranged.documents.list(arranged.vault)).toEqual([]);
    expect(await stored()).toEqual({ types: [], sets: 0 });
  });

  it('may be sent again once it is mended, or as it is', async () => {
    await arrange();
    const file = await aPdf({ pages: [[], []] });
    for (let i = 0; i < 2; i += 1)
      await expect(ingest({ file, fileName: 'scan.pdf' })).rejects.toMatchObject({ code: 'document.no-text' });
  });

  it('fails by its state where that shows after the answer, and keeps its name alone', async () => {
    const parser = new GatedParser([], new DocumentDamagedError());
    await arrange(parser);
    const id = await ingest(aText(WORDS));
    expect(await get(id)).toMatchObject({ state: 'queued' });
    parser.gate.open();
    await arranged.until('document.failed', id);
    expect(await get(id)).toMatchObject({ state: 'failed', error: 'document.damaged', fileName: 'night-watch.txt' });
    expect((await stored()).types).toEqual([RecordType.meta]);
  });

  it('takes its first pages back when a later one is damaged', async () => {
    const parser = new GatedParser(somePages(20), new DocumentDamagedError());
    await arrange(parser);
    const id = await ingest(aText(WORDS));
    await parser.gate.reached;
    expect(await arranged.documents.passages(arranged.vault, id)).not.toEqual([]);
    expect((await arranged.ask('lighthouse keeper')).hits).not.toEqual([]);
    parser.gate.open();
    await arranged.until('document.failed', id);
    expect((await stored()).types).toEqual([RecordType.meta]);
    expect((await arranged.ask('lighthouse keeper')).hits).toEqual([]);
  });

  it('stays without vectors though its first pages were being embedded when it failed', async () => {
    const parser = new GatedParser(somePages(20), new DocumentDamagedError());
    await arrange(parser);
    const model = new GatedModel();
    const gate = new Gate();
    model.gate = gate;
    arranged.embedding.model = model;
    const id = await ingest(aText(WORDS));
    await Promise.all([gate.reached, parser.gate.reached]);
    parser.gate.open();
    await arranged.until('document.failed', id);
    gate.open();
    for (let looks = 0; looks < 50; looks += 1) expect((await stored()).types).toEqual([RecordType.meta]);
  });
});

describe('a reading under way', () => {
  it('is found by its first passages before the last are read', async () => {
    const parser = new GatedParser(somePages(20));
    await arrange(parser);
    const id = await ingest(aText(WORDS));
    await parser.gate.reached;
    expect((await get(id)).state).toBe('reading');
    expect((await arranged.ask('lighthouse keeper')).hits[0]).toMatchObject({ documentId: id });
    parser.gate.open();
    await arranged.until('document.ready', id);
  });

  it('is interrupted when its vault locks, and shows nobody what it has', async () => {
    const parser = new GatedParser(somePages(20));
    await arrange(parser);
    const id = await ingest(aText(WORDS));
    await parser.gate.reached;
    arranged.keys.lock(arranged.vault.holderId);
    const event = await arranged.until('document.failed', id);
    expect(event).toMatchObject({ state: 'interrupted', error: null });
    const { ownerId } = arranged.vault;
    expect(await arranged.documents.status(ownerId, id)).toMatchObject({ state: 'interrupted', progress: 0 });
    expect(await arranged.documents.listReadable(ownerId)).toEqual([]);
  });

  it('is interrupted when the server stops, and leaves no content', async () => {
    await arrange(new GatedParser(somePages(20)));
    const id = await ingest(aText(WORDS));
    await arranged.ingestion.close();
    expect(await get(id)).toMatchObject({ state: 'interrupted', error: null });
    expect((await stored()).types).toEqual([RecordType.meta]);
  });

  it('makes room, once interrupted, for the same file sent again', async () => {
    await arrange(new GatedParser(somePages(20)));
    const interrupted = await ingest(aText(WORDS));
    await arranged.ingestion.close();
    const again = await ingest(aText(WORDS));
    expect((await arranged.documents.list(arranged.vault)).map(({ id }) => id)).toEqual([again]);
    expect(again).not.toBe(interrupted);
  });

  it('ends with its document, and nothing of either is left', async () => {
    const parser = new GatedParser(somePages(20));
    await arrange(parser);
    const id = await ingest(aText(WORDS));
    await parser.gate.reached;
    await arranged.ingestion.remove(arranged.vault.ownerId, id);
    await expect(get(id)).rejects.toThrow(DocumentNotFoundError);
    expect(await stored()).toEqual({ types: [], sets: 0 });
    expect((await arranged.ask('lighthouse keeper')).hits).toEqual([]);
    expect(arranged.heard.at(-1)).toMatchObject({ type: 'document.deleted', documentId: id });
  });

  it('is not ended by another member, nor by an id that is none', async () => {
    const parser = new GatedParser(somePages(20));
    await arrange(parser);
    const id = await ingest(aText(WORDS));
    const other = await arranged.anUnlockedMember();
    await expect(arranged.ingestion.remove(other.ownerId, id)).rejects.toThrow(DocumentNotFoundError);
    await expect(arranged.ingestion.remove(other.ownerId, newId<DocumentId>())).rejects.toThrow(DocumentNotFoundError);
    parser.gate.open();
    await arranged.until('document.ready', id);
  });
});

describe('more files than can be read', () => {
  it('are refused where they would fill memory, and nothing of them is kept', async () => {
    await arrange(new GatedParser(somePages(2)), 0);
    const reading = [await ingest(aText('one')), await ingest(aText('two'))];
    await expect(ingest(aText('three'))).rejects.toThrow(IngestionBusyError);
    const listed = (await arranged.documents.list(arranged.vault)).map(({ id }) => id);
    expect(listed.sort()).toEqual(reading.sort());
  });
});

describe('the model', () => {
  it('may be missing: words find the document, and meaning follows once it is there', async () => {
    await arrange();
    const model = arranged.embedding.model;
    arranged.embedding.model = undefined;
    const id = await ingest(aText(WORDS.repeat(9)));
    await arranged.until('document.ready', id);
    const before = await arranged.ask('lighthouse keeper');
    expect(before).toMatchObject({ dense: 'off-missing', hits: [{ documentId: id }] });
    expect((await stored()).types).not.toContain(RecordType.vectorPack);
    expect(await arranged.indexing.embedMissing(arranged.vault, arranged.vault.signal)).toBe(0);
    arranged.embedding.model = model;
    expect(await arranged.indexing.embedMissing(arranged.vault, arranged.vault.signal)).toBe(1);
    expect(await arranged.ask('lighthouse keeper')).toMatchObject({ dense: 'used', hits: [{ documentId: id }] });
    expect((await stored()).types).toContain(RecordType.vectorPack);
    expect(await arranged.indexing.embedMissing(arranged.vault, arranged.vault.signal)).toBe(0);
  });

  it('may stop answering: the document is found by its words, and by its meaning later', async () => {
    await arrange();
    const working = arranged.embedding.model;
    const broken = new FakeEmbeddingModel();
    await broken.close();
    arranged.embedding.model = broken;
    const id = await ingest(aText(WORDS.repeat(9)));
    await arranged.until('document.ready', id);
    expect(await arranged.ask('lighthouse keeper')).toMatchObject({ dense: 'off-missing', hits: [{ documentId: id }] });
    arranged.embedding.model = working;
    expect(await arranged.indexing.embedMissing(arranged.vault, arranged.vault.signal)).toBe(1);
    expect(await arranged.ask('lighthouse keeper')).toMatchObject({ dense: 'used', hits: [{ documentId: id }] });
  });

  it('makes the windows when the document is ready, and it is found meanwhile', async () => {
    await arrange();
    const model = new GatedModel();
    arranged.embedding.model = model;
    const gate = new Gate();
    const end = arranged.onEvent(({ type }) => {
      if (type === 'document.ready') model.gate = gate;
    });
    const id = await ingest(aText(WORDS.repeat(60)));
    await gate.reached;
    end();
    expect((await get(id)).state).toBe('ready');
    expect((await arranged.vectors.coverage(arranged.vault, id, model.modelId)).isComplete).toBe(false);
    const { dense, hits } = await arranged.ask('lighthouse keeper');
    expect({ dense, found: hits[0]?.documentId }).toEqual({ dense: 'used', found: id });
    gate.open();
    await vi.waitFor(
      async () => {
        const { isComplete, passages, windows } = await arranged.vectors.coverage(arranged.vault, id, model.modelId);
        expect({ isComplete, windows: windows.size }).toEqual({ isComplete: true, windows: passages.size });
      },
      { timeout: 30_000 },
    );
  });
});
