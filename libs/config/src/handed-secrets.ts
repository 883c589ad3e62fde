import { Socket } from 'node:net';
import { z } from 'zod';
import { InvalidEnvironmentError } from './config.errors.js';
import { Secret } from './secret.js';

const key = z
  .base64()
  .length(44)
  .transform((text) => new Secret(new Uint8Array(Buffer.from(text, 'base64'))));
const url = z.string().transform((text) => new Secret(text));

/** What the supervisor hands the api process: the master key and two roles of the database. */
export const apiSecretsSchema = z.object({ masterKey: key, databaseUrls: z.object({ app: url, queue: url }) });
export type ApiSecrets = z.output<typeof apiSecretsSchema>;

/** What it hands the worker: the key of the ops bundle alone, never the master key. */
export const workerSecretsSchema = z.object({
  workerKey: key,
  databaseUrls: z.object({ jobs: url, backup: url, queue: url }),
});
export type WorkerSecrets = z.output<typeof workerSecretsSchema>;

/** File descriptor of the supervisor's pipe. A pipe, unlike the environment, is not visible in /proc. */
export const SECRETS_FD = 3;

/**
 * Reads one line of JSON from the supervisor's pipe, which then stays open: its end means that the supervisor is gone.
 *
 * @param onSupervisorGone Called once when the pipe closes; the process must end then, or it would be an orphan.
 * @throws {InvalidEnvironmentError} when the pipe is missing or holds something else.
 */
export async function receiveSecrets<T extends z.ZodType>(
  schema: T,
  onSupervisorGone: () => void,
): Promise<z.output<T>> {
  const line = await readFirstLine(onSupervisorGone).catch((cause: unknown) => {
    throw new InvalidEnvironmentError([`the supervisor's pipe is not there (start with "hearthlore up")`], { cause });
  });
  const result = schema.safeParse(JSON.parse(line));
  if (!result.success) throw new InvalidEnvironmentError(result.error.issues.map((issue) => issue.path.join('.')));
  return result.data;
}

function readFirstLine(onEnd: () => void): Promise<string> {
  return new Promise((resolve, reject) => {
    // A socket, not a file stream: reading a pipe as a file holds a thread, and the process could not exit.
    const pipe = new Socket({ fd: SECRETS_FD, readable: true, writable: false });
    pipe.setEncoding('utf8');
    let text = '';
    pipe.on('data', (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end < 0) return;
      resolve(text.slice(0, end));
      text = '';
    });
    pipe.once('error', reject);
    pipe.once('end', onEnd);
  });
}
