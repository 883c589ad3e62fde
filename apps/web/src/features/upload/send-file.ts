import { ApiProblem, toProblem } from '../../api/problem.js';
import { refreshSession, sessionStore } from '../../api/session.js';

interface SendFileOptions {
  readonly allowDuplicate: boolean;
  /** 0 to 1, of the bytes that left this device. */
  readonly onProgress: (sent: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Sends one file and reports how much of it left: `fetch` cannot tell that yet, so this is the one XMLHttpRequest.
 *
 * @returns The id of the document that is being read from now on.
 * @throws {ApiProblem} for a refusal; an `AbortError` when cancelled.
 */
export async function sendFile(file: File, options: SendFileOptions): Promise<string> {
  const { userId } = sessionStore;
  try {
    return await send(file, options);
  } catch (error) {
    const isStale = error instanceof ApiProblem && ['auth.token-invalid', 'vault.locked'].includes(error.code);
    if (!isStale) throw error;
    await refreshSession();
    // A file of one member is not sent again as another, who has signed in beside this tab.
    if (sessionStore.userId !== userId) throw error;
    return send(file, options);
  }
}

function send(file: File, { allowDuplicate, onProgress, signal }: SendFileOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/v1/documents${allowDuplicate ? '?allowDuplicate=true' : ''}`);
    request.setRequestHeader('authorization', `Bearer ${sessionStore.accessToken ?? ''}`);
    request.responseType = 'text';
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total === 0 ? 1 : loaded / total));
    request.addEventListener('load', () => {
      const body = parseJson(request.responseText);
      const id = request.status < 300 ? idOf(body) : undefined;
      if (id === undefined) reject(toProblem(request.status, body, request.getResponseHeader('retry-after')));
      else resolve(id);
    });
    request.addEventListener('error', () => reject(new ApiProblem('no-answer', 0)));
    request.addEventListener('abort', () => reject(new DOMException('The upload was cancelled', 'AbortError')));
    signal.addEventListener('abort', () => request.abort(), { once: true });
    const form = new FormData();
    form.append('file', file, file.name);
    request.send(form);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function idOf(body: unknown): string | undefined {
  return typeof body === 'object' && body !== null && 'id' in body && typeof body.id === 'string' ? body.id : undefined;
}
