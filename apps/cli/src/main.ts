import { Command, CommanderError } from 'commander';
import { addAskCommand } from './commands/ask.command.js';
import { addAuditCommand } from './commands/audit.command.js';
import { addBackupCommand } from './commands/backup.command.js';
import { addGlobalOptions } from './commands/context.js';
import { addDoctorCommand } from './commands/doctor.command.js';
import { addDrillCommand } from './commands/drill.command.js';
import { addDocumentsCommand } from './commands/documents.command.js';
import { addEraseCommand } from './commands/erase.command.js';
import { addExportCommand } from './commands/export.command.js';
import { addImportCommand } from './commands/import.command.js';
import { addInitCommand } from './commands/init.command.js';
import { addKeysCommand } from './commands/keys.command.js';
import { addLockdownCommand } from './commands/lockdown.command.js';
import { addLoginCommand } from './commands/login.command.js';
import { addModelsCommand } from './commands/models.command.js';
import { addRestoreCommand } from './commands/restore.command.js';
import { addRetentionCommand } from './commands/retention.command.js';
import { addRotateCommand } from './commands/rotate.command.js';
import { addSearchCommand } from './commands/search.command.js';
import { addSetupCommand } from './commands/setup.command.js';
import { addTlsCommand } from './commands/tls.command.js';
import { addUpCommand } from './commands/up.command.js';
import { addUploadCommand } from './commands/upload.command.js';
import { addVectorsCommand } from './commands/vectors.command.js';
import { exitCodeOf, explain } from './exit.js';

const program = addGlobalOptions(
  new Command('hearthlore').description('Private, encrypted question answering over a family’s own documents'),
)
  .exitOverride()
  .showHelpAfterError();

for (const add of [
  addUpCommand,
  addDoctorCommand,
  addSetupCommand,
  addLoginCommand,
  addUploadCommand,
  addDocumentsCommand,
  addSearchCommand,
  addAskCommand,
  addExportCommand,
  addImportCommand,
  addKeysCommand,
  addEraseCommand,
  addRetentionCommand,
  addModelsCommand,
  addTlsCommand,
  addInitCommand,
  addRotateCommand,
  addAuditCommand,
  addLockdownCommand,
  addRestoreCommand,
  addDrillCommand,
  addBackupCommand,
  addVectorsCommand,
])
  add(program);

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) console.error(explain(error));
  process.exitCode = exitCodeOf(error);
}
