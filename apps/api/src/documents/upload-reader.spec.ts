import { once } from 'node:events';
import { request } from 'node:http';
import multipart from '@fastify/multipart';
import { AppError } from '@hearthlore/kernel';
import { fastify, type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toProblem } from '../http/problem.js';
import { UPLOAD_BYTES, UploadReader } from './upload-reader.js';

interface Read {
  readonly bytes: number;
  readonly fileName: string;
  readonly fields: Record<string, string>;
}

let server: FastifyInstance;
let reader: UploadReader;
let begun: number;
beforeEach(async () => {
  reader = new UploadReader();
  begun = 0;
  server = fastify({ forceCloseConnections: true });
  await server.register(multipart, { throwFileSizeLimit: false });
  server.setErrorHandler((error, incoming, reply) => {
    const retryAfter = error instanceof AppError ? error.retryAfterSeconds : undefined;
    if (retryAfter !== undefined) void reply.header('retry-after', String(retryAfter));
    const problem = toProblem(error, '/', incoming.id);
    return reply.status(problem.status).send(problem);
  });
  server.post<{ Params: { member: string } }>('/:member', async (incoming) => {
    begun += 1;
    const { file, fileName, fields } = await reader.read(incoming, incoming.params.member);
    return { bytes: file.length, fileName, fields };
  });
});
afterEach(() => server.close());

const aFile = (size = 5): Blob => new Blob([new Uint8Array(size).fill(65)]);

async function send(form: FormData, member = 'ada') {
  const wire = new Response(form);
  return server.inject({
    method: 'POST',
    url: `/${member}`,
    headers: { 'content-type': wire.headers.get('content-type') ?? '' },
    payload: Buffer.from(await wire.arrayBuffer()),
  });
}

function aForm(fields: Record<string, string> = {}, fileName = 'deed.pdf'): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', aFile(), fileName);
  return form;
}

/** Opens an upload and leaves it hanging in the middle of its file. */
async function hang(member: string) {
  if (!server.server.listening) await server.listen({ host: '127.0.0.1', port: 0 });
  const address = server.server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const seen = begun;
  const headers = { 'content-type': 'multipart/form-data; boundary=b' };
  const sent = request({
    host: '127.0.0.1',
    port,
    method: 'POST',
    path: `/${member}`,
    headers,
    agent: false,
  });
  sent.on('error', () => undefined);
  sent.write('--b\r\nContent-Disposition: form-data; name="file"; filename="x.txt"\r\n\r\nAAAA');
  await expect.poll(() => begun).toBe(seen + 1);
  return {
    finish: async (): Promise<number> => {
      const answered = once(sent, 'response');
      sent.end('\r\n--b--\r\n');
      const [response] = await answered;
      response.resume();
      return response.statusCode;
    },
    drop: () => sent.destroy(),
  };
}

describe('an upload', () => {
  it('is read with its name and fields', async () => {
    const fields = { title: 'Deed', expiresAt: '2030-01-01T00:00:00Z', language: 'de' };
    const answer = await send(aForm(fields));
    expect(answer.json<Read>()).toEqual({ bytes: 5, fileName: 'deed.pdf', fields });
  });

  it('may be as large as the limit and no larger', async () => {
    const form = new FormData();
    form.append('file', aFile(UPLOAD_BYTES), 'large.txt');
    expect((await send(form)).json<Read>().bytes).toBe(UPLOAD_BYTES);
    form.set('file', aFile(UPLOAD_BYTES + 1), 'large.txt');
    expect((await send(form)).json()).toMatchObject({
      status: 413,
      code: 'document.too-large',
      limitBytes: UPLOAD_BYTES,
    });
  });

  it('is one file', async () => {
    const form = aForm();
    form.append('file', aFile(), 'second.pdf');
    expect((await send(form)).statusCode).toBe(413);
    const none = new FormData();
    none.append('title', 'Deed');
    expect((await send(none)).json()).toMatchObject({
      status: 400,
      errors: [{ pointer: '/file', code: 'isDefined' }],
    });
  });

  it('has its file under the one name', async () => {
    const form = new FormData();
    form.append('zebraholz', aFile(), 'deed.pdf');
    const answer = await send(form);
    expect(answer.json()).toMatchObject({ status: 400, errors: [{ pointer: '/file', code: 'fieldName' }] });
    expect(answer.body).not.toContain('zebraholz');
  });

  it.each<[string, Record<string, string>]>([
    ['a field that nobody knows', { zebraholz: 'x' }],
    ['a field of a prototype', { __proto__x: 'x', constructor: 'x' }],
    ['a field that is too long', { title: 'zebraholz'.repeat(200) }],
    ['a title that is too long', { title: 'zebraholz'.repeat(40) }],
    ['a date that is none', { expiresAt: 'zebraholz' }],
    ['a language that is none', { language: 'zebraholz' }],
  ])('is refused with %s, which is not repeated', async (_, fields) => {
    const answer = await send(aForm(fields));
    expect(answer.json()).toMatchObject({ status: 400, code: 'request.invalid' });
    expect(answer.body).not.toContain('zebraholz');
  });

  it('is multipart', async () => {
    const answer = await server.inject({ method: 'POST', url: '/ada', payload: { file: 'x' } });
    expect(answer.json()).toMatchObject({ status: 400, errors: [{ pointer: '/', code: 'multipart' }] });
  });

  it.each([
    ['C:\\Users\\Ada\\deed.pdf', 'deed.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['/', 'Untitled'],
    ['  ', 'Untitled'],
    [`${'x'.repeat(300)}.pdf`, 'x'.repeat(255)],
    ['Urkunde №1 – Haus.pdf', 'Urkunde №1 – Haus.pdf'],
  ])('is named without a path: %j', async (sent, name) => {
    expect((await send(aForm({}, sent))).json<Read>().fileName).toBe(name);
  });

  it.each([
    ['has no boundary', 'multipart/form-data', '--b\r\n\r\nx\r\n--b--'],
    ['breaks off', 'multipart/form-data; boundary=b', '--b\r\nContent-Disposition: form-data; name="file"; filen'],
    ['has parts without names', 'multipart/form-data; boundary=b', '--b\r\nx: y\r\n\r\nz\r\n--b--\r\n'],
  ])('that %s is the sender’s mistake', async (_, contentType, payload) => {
    const headers = { 'content-type': contentType };
    const answer = await server.inject({ method: 'POST', url: '/ada', headers, payload });
    expect(answer.json()).toMatchObject({ status: 400, code: 'request.invalid' });
  });

  it('is named without control characters', async () => {
    const payload = `--b\r\nContent-Disposition: form-data; name="file"; filename="de\u0007ed\u001b[2J.txt"\r\n\r\nA\r\n--b--\r\n`;
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    const answer = await server.inject({ method: 'POST', url: '/ada', headers, payload });
    expect(answer.json<Read>().fileName).toBe('deed[2J.txt');
  });
});

describe('uploads at once', () => {
  it('are two for one member; the third is asked to come back, another member is not', async () => {
    const hanging = [await hang('ada'), await hang('ada')];
    const third = await send(aForm());
    expect(third.json()).toMatchObject({ status: 503, code: 'busy' });
    expect(third.headers['retry-after']).toBe('5');
    expect((await send(aForm(), 'ben')).statusCode).toBe(200);
    expect(await Promise.all(hanging.map(({ finish }) => finish()))).toEqual([200, 200]);
    expect((await send(aForm())).statusCode).toBe(200);
  });

  it('make room when their sender is gone', async () => {
    const hanging = [await hang('ada'), await hang('ada')];
    for (const { drop } of hanging) drop();
    await expect.poll(async () => (await send(aForm())).statusCode).toBe(200);
  });

  it('make room when they were refused', async () => {
    for (let i = 0; i < 3; i += 1) expect((await send(aForm({ zebraholz: 'x' }))).statusCode).toBe(400);
    expect((await send(aForm())).statusCode).toBe(200);
  });
});
