import type { ApiKeyScope } from '@hearthlore/identity';
import { SetMetadata } from '@nestjs/common';

export const IS_PUBLIC = 'hearthlore:public';
export const SCOPE = 'hearthlore:scope';
export const NEEDS_STEP_UP = 'hearthlore:step-up';

/** Opens a route to everybody. Without it every route needs a session. */
export const Public = () => SetMetadata(IS_PUBLIC, true);

/** Opens a route to keys of programs that carry this scope; a session always may. Without it no such key may. */
export const Scope = (scope: ApiKeyScope) => SetMetadata(SCOPE, scope);

/** The member must have proved in the last five minutes to be there: a stolen open session is not enough. */
export const NeedsStepUp = () => SetMetadata(NEEDS_STEP_UP, true);
