import { chmod, copyFile, cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type BuiltProgram, buildJailedProgram } from '../../testing/built-parser-program.js';
import { aPdf, aPdfBomb } from '../../testing/sample-documents.js';
import type { ParsedPage } from '../document-parser.port.js';
import {
  DocumentDamagedError,
  DocumentTimeoutError,
  DocumentUnsafeError,
  ParserUnavailableError,
} from '../document-unreadable.errors.js';
import { ChildProcessDocumentParser, type ChildProcessParserOptions } from './child-process-document-parser.js';

const HOSTILE = resolve(import.meta.dirname, '../../../../../apps/parser/src/testing/hostile-program.ts');
const surroundingsSchema = z.object({
  user: z.number(),
  groups: z.array(z.number()),
  interfaces: z.array(z.string()),
  functions: z.array(z.string()),
  limits: z.record(z.string(), z.object({ hard: z.union([z.number(), z.string()]) })),
});
const isRoot = process.getuid?.() === 0;

describe('the parser jail', () => {
  let hostile: BuiltProgram;
  let folder: string;
  let server: Server;
  let port: number;
  let connections = 0;

  beforeAll(async () => {
    hostile = await buildJailedProgram(HOSTILE);
    folder = await mkdtemp(join(tmpdir(), 'hearthlore-secret-'));
    await writeFile(join(folder, 'secret'), 'readable by everybody', { mode: 0o644 });
    server = createServer(() => (connections += 1));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    port = address !== null && typeof address === 'object' ? address.port : 0;
  });

  afterAll(async () => {
    server.close();
    await hostile.remove();
    await rm(folder, { recursive: true, force: true });
  });

  async function order(mode: string, options: Partial<ChildProcessParserOptions> = {}): Promise<ParsedPage[]> {
    const parser = new ChildProcessDocumentParser({ programFolder: hostile.folder, ...options });
    try {
      return await obey(parser, mode);
    } finally {
      await parser.close();
    }
  }

  function obey(parser: ChildProcessDocumentParser, mode: string): Promise<ParsedPage[]> {
    const argon2 = dirname(createRequire(import.meta.url).resolve('argon2/package.json'));
    const addon = join(argon2, `prebuilds/${process.platform}-${process.arch}/argon2.glibc.node`);
    const orders = { mode, port, secretFile: join(folder, 'secret'), parent: process.pid, addon };
    return readAll(parser, encoded(orders));
  }

  async function findings() {
    const lines = (await order('break-out')).map(({ blocks }) => blocks[0]?.text ?? '');
    const surroundings = surroundingsSchema.parse(JSON.parse(lines.pop() ?? ''));
    return { attempts: lines, surroundings };
  }

  it('lets nothing out and nothing in', async () => {
    const { attempts } = await findings();
    expect(attempts.length).toBeGreaterThan(25);
    expect(attempts.filter((attempt) => attempt.endsWith(': done'))).toEqual([]);
    expect(connections).toBe(0);
    expect(await readdir(folder)).toEqual(['secret']);
  });

  it('has every layer by itself', async () => {
    const { surroundings } = await findings();
    expect(surroundings.functions).toEqual([]);
    const parser = new ChildProcessDocumentParser({ programFolder: hostile.folder });
    const protections = await parser.protections();
    await parser.close();
    if (protections.includes('no network interface')) expect(surroundings.interfaces).toEqual([]);
    if (protections.includes('resource limits'))
      expect(surroundings.limits).toMatchObject({
        core_file_size_blocks: { hard: 0 },
        file_size_blocks: { hard: 0 },
        open_files: { hard: 64 },
        cpu_time_seconds: { hard: 60 },
      });
  });

  it.runIf(isRoot)('runs as a user that owns nothing, another one for every file', async () => {
    const parser = new ChildProcessDocumentParser({ programFolder: hostile.folder });
    const users = new Set();
    for (const pages of [await obey(parser, 'break-out'), await obey(parser, 'break-out')]) {
      const { user, groups } = surroundingsSchema.parse(JSON.parse(pages.at(-1)?.blocks[0]?.text ?? ''));
      expect(groups).toEqual([user]);
      expect(user).toBeGreaterThanOrEqual(64_200);
      expect(user).toBeLessThan(64_400);
      users.add(user);
    }
    expect(users.size).toBe(2);
    await parser.close();
  });

  it('hands out a page at once, and stops when its reader does', async () => {
    const parser = new ChildProcessDocumentParser({ programFolder: hostile.folder });
    const pages = parser.parse(encoded({ mode: 'page-then-hang' }), 'text/plain', new AbortController().signal);
    const first = await pages.next();
    expect(first.value?.blocks[0]?.text).toBe('first');
    await expect(pages.return(undefined)).resolves.toEqual({ done: true, value: undefined });
    await parser.close();
  });

  it('stops what does not finish a page', async () => {
    await expect(order('hang', { limits: { idleMilliseconds: 500 } })).rejects.toThrow(DocumentTimeoutError);
  });

  it('stops what finishes pages for ever', async () => {
    const limits = { totalMilliseconds: 1000, outputBytes: Number.MAX_SAFE_INTEGER };
    await expect(order('flood', { limits })).rejects.toThrow(DocumentTimeoutError);
  });

  it('stops what fills the memory', async () => {
    await expect(order('allocate', { limits: { residentBytes: 300_000_000 } })).rejects.toThrow(DocumentUnsafeError);
  });

  it('stops what says too much, in lines or in one', async () => {
    await expect(order('flood')).rejects.toThrow(DocumentUnsafeError);
    await expect(order('silent-flood')).rejects.toThrow(DocumentUnsafeError);
  });

  it('believes only what the parser says', async () => {
    await expect(order('garbage')).rejects.toThrow(DocumentUnsafeError);
  });

  it('takes a process that ends without a word for a damaged file', async () => {
    await expect(order('exit')).rejects.toThrow(DocumentDamagedError);
  });

  it('does not blame the file for a jail that cannot be entered', async () => {
    await expect(order('break-out', { programFolder: folder })).rejects.toThrow(ParserUnavailableError);
    await expect(order('break-out', { programFolder: join(folder, 'missing') })).rejects.toThrow(
      ParserUnavailableError,
    );
    await expect(order('break-out', { nodePath: '/bin/false' })).rejects.toThrow(ParserUnavailableError);
  });
});

describe('the jailed parser', () => {
  let program: BuiltProgram;
  let parser: ChildProcessDocumentParser;

  beforeAll(async () => {
    program = await buildJailedProgram();
    parser = new ChildProcessDocumentParser({ programFolder: program.folder });
  });

  afterAll(async () => {
    await parser.close();
    await program.remove();
  });

  it('does not let a small file inflate to a large one', async () => {
    const bomb = aPdfBomb(512);
    expect(bomb.length).toBeLessThan(2_000_000);
    await expect(readAll(parser, bomb, 'application/pdf')).rejects.toThrow(/limits|too long/);
  });

  it('reads many files at a time, each by itself', async () => {
    const texts = ['alpha', 'beta', 'gamma', 'delta'];
    const results = await Promise.all(texts.map((text) => readAll(parser, new TextEncoder().encode(text))));
    expect(results.map(([page]) => page?.blocks[0]?.text)).toEqual(texts);
  });

  it.runIf(isRoot)('runs from a folder that only root can enter, with a Node that only root can reach', async () => {
    const closed = await mkdtemp(join(tmpdir(), 'hearthlore-closed-'));
    const copies = await mkdtemp(join(tmpdir(), 'hearthlore-copies-'));
    try {
      await chmod(copies, 0o755);
      await cp(program.folder, join(closed, 'parser'), { recursive: true });
      await copyFile(process.execPath, join(closed, 'node'));
      const options = { programFolder: join(closed, 'parser'), nodePath: join(closed, 'node'), copies };
      const enclosed = new ChildProcessDocumentParser(options);
      const file = await aPdf({ pages: [['From a closed folder']] });
      const [page] = await readAll(enclosed, file, 'application/pdf');
      expect(page?.blocks[0]?.text).toBe('From a closed folder');
      expect(await readdir(copies)).toHaveLength(1);
      await enclosed.close();
      expect(await readdir(copies)).toEqual([]);
    } finally {
      await rm(closed, { recursive: true, force: true });
      await rm(copies, { recursive: true, force: true });
    }
  });

  it('reports what protects it', async () => {
    expect(await parser.protections()).toEqual(expect.arrayContaining(['permission model', 'empty environment']));
    if (isRoot) expect(await parser.protections()).toContain('other user');
  });
});

function encoded(orders: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(orders));
}

async function readAll(
  parser: ChildProcessDocumentParser,
  file: Uint8Array,
  mediaType: 'text/plain' | 'application/pdf' = 'text/plain',
): Promise<ParsedPage[]> {
  const pages: ParsedPage[] = [];
  for await (const page of parser.parse(file, mediaType, new AbortController().signal)) pages.push(page);
  return pages;
}
