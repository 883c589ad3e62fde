import { access } from 'node:fs/promises';
import type { EmbeddingProvider } from '../embedding-runtime.port.js';
import type { ModelVariant } from '../registry/model-entry.js';

const NVIDIA_DEVICE = '/dev/nvidia0';
const RENDER_DEVICE = '/dev/dri/renderD128';

/** Integer kernels exist for the CPU; the others compute in 32-bit floats. */
export function variantFor(provider: EmbeddingProvider): ModelVariant {
  return provider === 'cpu' ? 'int8' : 'fp32';
}

/**
 * @param isThere - Whether a device file exists.
 * @returns Providers worth trying on this machine, best first, the CPU always last.
 */
export async function candidateProviders(
  isThere: (path: string) => Promise<boolean> = canAccess,
): Promise<readonly EmbeddingProvider[]> {
  if (await isThere(NVIDIA_DEVICE)) return ['cuda', 'webgpu', 'cpu'];
  if (await isThere(RENDER_DEVICE)) return ['webgpu', 'cpu'];
  return ['cpu'];
}

async function canAccess(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
