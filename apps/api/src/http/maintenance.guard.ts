import { DrizzleRestoreState } from '@hearthlore/backup';
import { AppError } from '@hearthlore/kernel';
import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';

const OPEN = 'hearthlore:open-in-maintenance';

/** Of what tells nothing of anybody: it answers while a restored database waits for its erasures. */
export const OpenInMaintenance = () => SetMetadata(OPEN, true);

/** The database came out of a backup and may hold somebody who was erased since: it serves nobody yet. */
export class MaintenanceError extends AppError {
  readonly kind = 'unavailable';
  readonly code = 'maintenance';
  override readonly retryAfterSeconds = 60;

  constructor() {
    super('This installation is being restored');
  }
}

/** Comes before every other guard: who is not served needs not be known. */
@Injectable()
export class MaintenanceGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly restored: DrizzleRestoreState,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (this.reflector.getAllAndOverride<boolean>(OPEN, [context.getHandler(), context.getClass()])) return true;
    if (!(await this.restored.isOpen())) throw new MaintenanceError();
    return true;
  }
}
