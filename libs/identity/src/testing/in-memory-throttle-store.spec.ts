import { describeThrottleStore } from './throttle-store.contract.js';
import { InMemoryThrottleStore } from './in-memory-throttle-store.js';

let store: InMemoryThrottleStore | undefined;
describeThrottleStore('the in-memory store', () => (store ??= new InMemoryThrottleStore()));
