/** What one check found. `warn` works but deserves a look; `fail` does not work. */
export interface Finding {
  readonly name: string;
  readonly state: 'ok' | 'warn' | 'fail';
  /** One sentence; where something is wrong it says what to do. */
  readonly message: string;
}

export const ok = (name: string, message: string): Finding => ({ name, state: 'ok', message });
export const warn = (name: string, message: string): Finding => ({ name, state: 'warn', message });
export const fail = (name: string, message: string): Finding => ({ name, state: 'fail', message });
