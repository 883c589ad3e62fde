import { SetMetadata } from '@nestjs/common';

export const IS_PUBLIC = 'hearthlore:public';

/** Opens a route to everybody. Without it every route needs an access token. */
export const Public = () => SetMetadata(IS_PUBLIC, true);
