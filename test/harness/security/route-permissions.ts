import type { Permission } from '@hearthlore/identity';
import { type INestApplication, RequestMethod } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import { ModulesContainer } from '@nestjs/core';
import { z } from 'zod';
import { IS_PUBLIC } from '../../../apps/api/src/http/access.decorators.js';
import { OWN_ACCOUNT, PERMISSION } from '../../../apps/api/src/http/role.decorators.js';

export interface RoutePermission {
  /** `GET documents/:id`, below the prefix. */
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly needs: Permission | typeof OWN_ACCOUNT | 'public' | undefined;
}

const pathsSchema = z.union([z.string().transform((path) => [path]), z.array(z.string())]);
const methodSchema = z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']);

/** What every route of the running application asks for, read from the marks themselves. */
export function routePermissions(app: INestApplication): RoutePermission[] {
  const controllers = [...app.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  return controllers.flatMap(({ metatype }) => {
    if (typeof metatype !== 'function') return [];
    const prototype: object = metatype.prototype;
    return Object.getOwnPropertyNames(prototype).flatMap((name) => {
      const handler: unknown = Reflect.get(prototype, name);
      if (typeof handler !== 'function' || !Reflect.hasMetadata(METHOD_METADATA, handler)) return [];
      const method = methodSchema.parse(RequestMethod[Number(Reflect.getMetadata(METHOD_METADATA, handler))]);
      const mark = (key: string): unknown => Reflect.getMetadata(key, handler) ?? Reflect.getMetadata(key, metatype);
      const needs = mark(IS_PUBLIC) === true ? 'public' : mark(PERMISSION);
      const [base = ''] = pathsSchema.parse(Reflect.getMetadata(PATH_METADATA, metatype));
      return pathsSchema.parse(Reflect.getMetadata(PATH_METADATA, handler)).map((own) => {
        const path = [base, own]
          .map((part) => part.replaceAll(/^\/|\/$/g, ''))
          .filter((part) => part !== '')
          .join('/');
        return { name: `${method} ${path}`, method, path, needs: needs as RoutePermission['needs'] };
      });
    });
  });
}
