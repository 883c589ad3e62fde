import type { Env as Values } from '@hearthlore/config';

/** What the environment says, under a name that can be asked for. */
export class Env {
  constructor(readonly values: Values) {}
}
