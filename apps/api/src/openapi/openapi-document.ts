import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ProblemDto } from '../auth/auth.dto.js';
import { API_KEY_SECURITY } from '../http/access.decorators.js';
import { VERSION } from '../meta/version.js';

/** Every route with its shapes, as committed in docs/openapi.json; the web page's types are made from that file. */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Hearthlore')
    .setDescription(
      'Questions to your own documents, answered at home. Every error is an RFC 9457 problem with a stable code.',
    )
    .setVersion(VERSION)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addBearerAuth()
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key' }, API_KEY_SECURITY)
    .build();
  const document = SwaggerModule.createDocument(app, config, { extraModels: [ProblemDto] });
  for (const [path, item] of Object.entries(document.paths)) nameIds(path, item);
  return document;
}

/** Nest reads a parameter's type at run time, where a branded id has none, and leaves such parameters out. */
function nameIds(path: string, item: OpenAPIObject['paths'][string]): void {
  const names = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name = '']) => name);
  for (const operation of [item.get, item.post, item.put, item.patch, item.delete]) {
    if (operation === undefined) continue;
    const described = new Set(operation.parameters?.map((parameter) => ('name' in parameter ? parameter.name : '')));
    const missing = names.filter((name) => !described.has(name));
    operation.parameters = [
      ...missing.map((name) => ({
        name,
        in: 'path' as const,
        required: true,
        schema: { type: 'string', format: 'uuid' },
      })),
      ...(operation.parameters ?? []),
    ];
  }
}
