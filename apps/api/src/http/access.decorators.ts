import type { ApiKeyScope } from '@hearthlore/identity';
import { applyDecorators, SetMetadata } from '@nestjs/common';
import { ApiSecurity } from '@nestjs/swagger';

export const IS_PUBLIC = 'hearthlore:public';
export const SCOPES = 'hearthlore:scopes';
export const NEEDS_STEP_UP = 'hearthlore:step-up';
/** What the description of the API calls the key of a program. */
export const API_KEY_SECURITY = 'api-key';

/** Opens a route to everybody. Without it every route needs a session. */
export const Public = () => SetMetadata(IS_PUBLIC, true);

/**
 * Opens a route to keys of programs that carry any of these scopes; a session always may. Without it no such key may.
 * The description of the API says so too: what is open to whom is read there.
 */
export const Scope = (...scopes: readonly ApiKeyScope[]) =>
  applyDecorators(SetMetadata(SCOPES, scopes), ...scopes.map((scope) => ApiSecurity(API_KEY_SECURITY, [scope])));

/** The member must have proved in the last five minutes to be there: a stolen open session is not enough. */
export const NeedsStepUp = () => SetMetadata(NEEDS_STEP_UP, true);
