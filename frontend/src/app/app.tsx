/** Everything around the pages: query cache, router, theme, tooltips, toasts. */
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { Suspense } from "react";
import { Toaster } from "@/ui/toast";
import { queryClient } from "./query-client";
import { router } from "./router";
import { useShownTheme } from "./theme";

export function App() {
  const theme = useShownTheme();
  return (
    <QueryClientProvider client={queryClient}>
      <Suspense fallback={null}>
        <RouterProvider router={router} />
      </Suspense>
      <Toaster theme={theme} />
    </QueryClientProvider>
  );
}
