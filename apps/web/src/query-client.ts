import { QueryClient } from '@tanstack/react-query';
import { asProblem } from './api/problem.js';

/** Refusals are answers: only silence is worth another try. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5000,
      retry: (count, error) => asProblem(error).code === 'no-answer' && count < 2,
    },
    // What was done gives back recovery keys, keys of programs and codes, shown once: gone from the screen, gone.
    mutations: { gcTime: 0 },
  },
});
