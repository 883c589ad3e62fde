import { describeBackupTarget } from './backup-target.contract.js';
import { InMemoryTarget } from './in-memory-target.js';

describeBackupTarget('the one in memory', () => Promise.resolve(new InMemoryTarget()));
