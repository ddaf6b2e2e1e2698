/** Short messages at the edge of the screen. Errors stay longer. The library loads when the first page stands. */
import { lazy, Suspense } from "react";

export interface ToastOptions {
  description?: string;
  action?: { label: string; onClick: () => void };
}

type Kind = "success" | "error" | "message";

function show(kind: Kind, title: string, options: ToastOptions & { duration?: number }): void {
  void import("sonner").then(({ toast: sonner }) => sonner[kind](title, options));
}

export const toast = {
  done: (title: string, options: ToastOptions = {}) => show("success", title, options),
  say: (title: string, options: ToastOptions = {}) => show("message", title, options),
  fail: (title: string, options: ToastOptions = {}) => show("error", title, { duration: 12_000, ...options }),
};

const Sonner = lazy(() => import("sonner").then((module) => ({ default: module.Toaster })));

export function Toaster({ theme }: { theme: "light" | "dark" }) {
  return (
    <Suspense fallback={null}>
      <Sonner
        theme={theme}
        position="bottom-right"
        closeButton
        mobileOffset={{ bottom: 72 }}
        toastOptions={{
          style: {
            background: "var(--surface)",
            color: "var(--text)",
            border: "1px solid var(--line)",
            borderRadius: 8,
            boxShadow: "var(--shadow-overlay)",
            fontSize: 13,
          },
        }}
      />
    </Suspense>
  );
}
