import { Incidents } from '@hearthlore/audit';
import { INCIDENT_OF, raised } from './alerts.js';
import type { InstallationStates } from './installation-state.js';

/** How often somebody looks, in milliseconds. */
const LOOK_INTERVAL = 5 * 60_000;

/** Looks at how the installation stands and opens incidents where it should not stand like that. */
export class Watch {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly states: Pick<InstallationStates, 'look'>,
    private readonly incidents: Pick<Incidents, 'notice'>,
  ) {}

  start(onFailure: (error: unknown) => void): void {
    this.#timer ??= setInterval(() => void this.look().catch(onFailure), LOOK_INTERVAL).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async look(): Promise<void> {
    const { alerts } = await this.states.look();
    for (const name of raised(alerts)) {
      const kind = INCIDENT_OF[name];
      if (kind !== undefined) await this.incidents.notice(kind);
    }
  }
}
