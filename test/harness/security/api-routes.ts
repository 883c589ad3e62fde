import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const METHODS = ['get', 'put', 'post', 'patch', 'delete'] as const;

const operationSchema = z.looseObject({
  security: z.array(z.record(z.string(), z.array(z.string()))).optional(),
  requestBody: z.looseObject({}).optional(),
});
const documentSchema = z.object({
  paths: z.record(z.string(), z.partialRecord(z.enum(METHODS), operationSchema)),
});

export interface ApiRoute {
  /** `GET /api/v1/documents/{id}`. */
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly isPublic: boolean;
  readonly hasBody: boolean;
  /** Of keys of programs: any of them opens it. */
  readonly scopes: readonly string[];
  /** Names in braces. */
  readonly parameters: readonly string[];
}

/** Every route of the committed description of the API: a new route is in every test that is made from it. */
export function apiRoutes(): ApiRoute[] {
  const file = join(import.meta.dirname, '../../../docs/openapi.json');
  const { paths } = documentSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  return Object.entries(paths).flatMap(([path, operations]) =>
    METHODS.flatMap((key) => {
      const operation = operations[key];
      if (operation === undefined) return [];
      const method = key.toUpperCase();
      const parameters = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
      const isPublic = operation.security === undefined || operation.security.length === 0;
      const scopes = (operation.security ?? []).flatMap((way) => way['api-key'] ?? []);
      const hasBody = operation.requestBody !== undefined;
      return [{ name: `${method} ${path}`, method, path, isPublic, hasBody, scopes, parameters }];
    }),
  );
}
