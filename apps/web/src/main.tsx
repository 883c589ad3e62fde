import './zod-without-eval.js';
import './styles/app.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { followSession } from './end-of-session.js';
import { startTexts } from './i18n.js';
import { queryClient } from './query-client.js';
import { router } from './router.js';
import { Toasts } from './ui/toasts.js';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');

await startTexts();
followSession();
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
      <Toasts />
    </QueryClientProvider>
  </StrictMode>,
);
