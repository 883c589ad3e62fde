import createClient from 'openapi-fetch';
import type { paths } from './schema.gen.js';
import { sessionFetch } from './session.js';

/** Every route behind a session, typed from docs/openapi.json. */
export const client = createClient<paths>({ baseUrl: location.origin, fetch: sessionFetch });
