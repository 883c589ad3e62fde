import type { MasterKeyChange } from '@hearthlore/vault';
import type { MasterKeySource } from './master-key-source.port.js';
import type { WorkerKeyFile } from './worker-key-file.js';

export interface RotationReport {
  readonly result: object;
  readonly text: string;
}

interface Places {
  readonly source: MasterKeySource;
  readonly worker: WorkerKeyFile | undefined;
}

export function describeRotation(
  { source, worker, isServerRunning }: Places & { readonly isServerRunning: boolean },
  change: MasterKeyChange,
): RotationReport {
  const { masterVersion, membersOnOldPeppers, droppedPeppers } = change;
  const lines = [
    `The master key was changed: it is version ${masterVersion}.`,
    ...placeLines({ source, worker }),
    'Backups made before now open with the old key alone: keep a copy of it until they have aged out.',
    membersOnOldPeppers === 0
      ? 'No member is on an old pepper.'
      : `Members still on an old pepper: ${membersOnOldPeppers}. Each moves on at the next sign-in with a passphrase.`,
    ...(isServerRunning ? ['Hearthlore goes on as it runs; the new pepper is used from its next start on.'] : []),
    ...(droppedPeppers > 0 ? [`Old peppers removed because nobody needs them: ${droppedPeppers}.`] : []),
  ];
  return { result: { ...change, isServerRunning, isInPlace: source.isReplaceable }, text: lines.join('\n') };
}

export function describeLoss(
  places: Places,
  { setAside, ...change }: MasterKeyChange & { readonly setAside: readonly string[] },
): RotationReport {
  const lines = [
    `There is a new master key: it is version ${change.masterVersion}.`,
    ...placeLines(places),
    ...setAside.map((path) => `The key that opened nothing here was kept as ${path}.`),
    'The old secrets were kept in the database: they open again should the old key be found.',
    `Members who need their recovery key to come back: ${change.membersOnOldPeppers}.`,
  ];
  return { result: { ...change, setAside, isInPlace: places.source.isReplaceable }, text: lines.join('\n') };
}

function placeLines({ source, worker }: Places): string[] {
  return [
    source.isReplaceable
      ? `It is in place (${source.name}). Keep a copy of it in another place.`
      : `Put the new key in the place of the ${source.name} before the next start.`,
    ...(worker === undefined || worker.isReplaceable
      ? []
      : [
          `The worker's key changed with it, and ${worker.path} cannot be written from here: ` +
            'make it with "hearthlore init --worker-key-of" and put it there.',
        ]),
  ];
}
