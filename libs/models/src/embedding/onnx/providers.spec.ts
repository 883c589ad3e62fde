import { describe, expect, it } from 'vitest';
import { candidateProviders, variantFor } from './providers.js';

const machineWith = (...devices: string[]) => candidateProviders((path) => Promise.resolve(devices.includes(path)));

describe('candidateProviders', () => {
  it('tries nothing but the CPU where there is no graphics device', async () => {
    expect(await machineWith()).toEqual(['cpu']);
  });

  it('tries graphics devices first and always ends with the CPU', async () => {
    expect(await machineWith('/dev/dri/renderD128')).toEqual(['webgpu', 'cpu']);
    expect(await machineWith('/dev/nvidia0', '/dev/dri/renderD128')).toEqual(['cuda', 'webgpu', 'cpu']);
  });

  it('gives integers to the CPU alone', () => {
    expect([variantFor('cpu'), variantFor('cuda'), variantFor('webgpu')]).toEqual(['int8', 'fp32', 'fp32']);
  });
});
