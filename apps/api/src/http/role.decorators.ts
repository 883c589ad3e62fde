import type { Permission } from '@hearthlore/identity';
import { SetMetadata } from '@nestjs/common';

export const PERMISSION = 'hearthlore:permission';
export const OWN_ACCOUNT = 'own-account';

/** Opens a route to the roles that have this permission. */
export const Needs = (permission: Permission) => SetMetadata(PERMISSION, permission);

/** Opens a route to every member who was let in: it is about the own account alone. */
export const OwnAccount = () => SetMetadata(PERMISSION, OWN_ACCOUNT);
