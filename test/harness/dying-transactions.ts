import { MaintenanceTransactions, type openDatabase } from '@hearthlore/database';

type Database = ReturnType<typeof openDatabase>;

/** A process that is killed after so many transactions. */
export class DyingTransactions extends MaintenanceTransactions {
  #left: number;

  constructor(database: Database, transactions: number) {
    super(database);
    this.#left = transactions;
  }

  override run: MaintenanceTransactions['run'] = async (work) => {
    if (this.#left === 0) throw new Error('killed');
    this.#left -= 1;
    return super.run(work);
  };
}
