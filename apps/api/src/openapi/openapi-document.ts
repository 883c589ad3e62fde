import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ProblemDto } from '../auth/auth.dto.js';
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
    .build();
  return SwaggerModule.createDocument(app, config, { extraModels: [ProblemDto] });
}
